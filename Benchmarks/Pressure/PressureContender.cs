using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// A way to save and load a file: two shell commands that print "ready" and wait for a line (<see cref="CgroupCommand"/>). If a
/// command prints seconds, they are its time. Otherwise <see cref="CgroupCommand"/> measures it.
/// </summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Save">The command that writes <c>$FILE</c>; null if the way only loads.</param>
/// <param name="Load">The command that reads <c>$FILE</c> to the end.</param>
/// <param name="IsOurs">Whether the way uses IoPolicy.</param>
/// <param name="IsControl">Whether the way saves and loads nothing. This way is the baseline of the others, and has no time.</param>
internal sealed record PressureContender(string Name, string? Save, string Load, bool IsOurs = false, bool IsControl = false)
{
    /// <summary>Gets the ways that several threads use at a time, each on its own file.</summary>
    /// <param name="mover">The compiled <c>mover.c</c>.</param>
    /// <param name="self">This program, as a shell command.</param>
    /// <param name="bytes">The number of bytes of each file.</param>
    /// <param name="threads">The number of threads.</param>
    internal static IReadOnlyList<PressureContender> Concurrent(string mover, string self, long bytes, int threads)
    {
        return
        [
            new("no save and no load (control)", $"{CgroupCommand.Waiting}sleep 1", $"{CgroupCommand.Waiting}sleep 1", IsControl: true),
            Mover("no policy", "plain"),
            Mover("DONTNEED at the end", "dontneed"),
            Mover("fdatasync, then DONTNEED", "fdatasync"),
            Mover("POSIX_FADV_NOREUSE", "noreuse"),
            Mover("RWF_DONTCACHE", "dontcache"),
            Mover("RWF_DONTCACHE, then a wait", "dontcachewait"),
            Mover("O_DIRECT", "direct"),
            Ours("IoPolicy, windows (the default)", "windowed"),
            Ours("IoPolicy, uncached", "uncached"),
            Ours("IoPolicy, uncached, in the background", "later"),
            Ours("IoPolicy, windows for a path", "followed"),
        ];

        PressureContender Mover(string name, string way) =>
            new(name, $"{CgroupCommand.Waiting}{mover} save {way} $FILE {bytes} {threads}", $"{CgroupCommand.Waiting}{mover} load {way} $FILE {bytes} {threads}");

        PressureContender Ours(string name, string way) =>
            new(name, $"{self} {PolicyMover.CommandName} save {way} $FILE {bytes} {threads}", $"{self} {PolicyMover.CommandName} load {way} $FILE {bytes} {threads}", IsOurs: true);
    }

    /// <summary>Gets all ways whose programs are available here.</summary>
    /// <param name="mover">The compiled <c>mover.c</c>.</param>
    /// <param name="self">This program, as a shell command.</param>
    /// <param name="bytes">The number of bytes to save and load.</param>
    internal static IReadOnlyList<PressureContender> All(string mover, string self, long bytes)
    {
        var ours = $"{self} {PolicyMover.CommandName}";
        var mebibytes = bytes >> 20;
        List<PressureContender> contenders =
        [
            Tool("no save and no load (control)", "sleep 1", "sleep 1") with { IsControl = true },
            Mover("no advice", "plain"),
            Mover("DONTNEED at the end (ds4)", "dontneed"),
            Mover("fdatasync, then DONTNEED", "fdatasync"),
            Mover("RWF_DONTCACHE", "dontcache"),
            Mover("RWF_DONTCACHE, then a wait", "dontcachewait"),
            Mover("O_DIRECT", "direct"),
            Tool("dd, nocache flag", $"dd if=/dev/zero of=$FILE bs=1M count={mebibytes} oflag=nocache status=none", "dd if=$FILE of=/dev/null bs=1M iflag=nocache status=none"),
        ];
        if (Tools.Missing("nocache", "nocache") is null)
        {
            contenders.Add(Tool(
                "plain copy under nocache", $"nocache dd if=/dev/zero of=$FILE bs=1M count={mebibytes} status=none", "nocache dd if=$FILE of=/dev/null bs=1M status=none"));
        }

        if (Tools.Missing("vmtouch", "vmtouch") is null)
        {
            contenders.Add(Tool("no advice, then vmtouch -e", $"{mover} save plain $FILE {bytes} >/dev/null && vmtouch -q -e $FILE", $"{mover} load plain $FILE {bytes} >/dev/null && vmtouch -q -e $FILE"));
        }

        contenders.Add(new("IoPolicy, at the end", $"{ours} save end $FILE {bytes}", $"{ours} load end $FILE {bytes}", IsOurs: true));
        contenders.Add(new("IoPolicy, windows", $"{ours} save windowed $FILE {bytes}", $"{ours} load windowed $FILE {bytes}", IsOurs: true));
        contenders.Add(new("IoPolicy, windows for a path", $"{ours} save followed $FILE {bytes}", $"{ours} load followed $FILE {bytes}", IsOurs: true));
        contenders.Add(new("IoPolicy, uncached", $"{ours} save uncached $FILE {bytes}", $"{ours} load uncached $FILE {bytes}", IsOurs: true));
        contenders.Add(new("IoPolicy, uncached, in the background", $"{ours} save later $FILE {bytes}", $"{ours} load later $FILE {bytes}", IsOurs: true));
        return contenders;

        PressureContender Mover(string name, string way) => Tool(name, $"{mover} save {way} $FILE {bytes}", $"{mover} load {way} $FILE {bytes}");

        static PressureContender Tool(string name, string save, string load) => new(name, CgroupCommand.Waiting + save, CgroupCommand.Waiting + load);
    }
}

using System.Globalization;
using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Resident;

/// <summary>A memory cgroup of version 1 or 2: its processes and its memory figures, which include those of the child cgroups.</summary>
internal sealed class MemoryCgroup
{
    private const string StatFile = "memory.stat";

    /// <summary>The PID namespace that sees every process: <c>PROC_PID_INIT_INO</c> of the kernel's <c>proc_ns.h</c>.</summary>
    private const string InitialPidNamespace = "pid:[4026531836]";

    private MemoryCgroup(string directory)
    {
        DirectoryPath = directory;
        Version = File.Exists(Path.Combine(directory, "memory.usage_in_bytes")) ? 1 : 2;
    }

    internal string DirectoryPath { get; }

    internal int Version { get; }

    /// <summary>Finds a cgroup by its directory, or by its path below a cgroup mount.</summary>
    /// <exception cref="CommandException">There is no such memory cgroup.</exception>
    internal static MemoryCgroup Find(string path)
    {
        foreach (var directory in Mounts().Select(mount => $"{mount.Point}/{path.Trim('/')}".TrimEnd('/')).Prepend(Path.GetFullPath(path)))
        {
            if (HasStatistics(directory))
            {
                return new MemoryCgroup(directory);
            }
        }

        throw new CommandException($"{path}: there is no memory cgroup of this name; name its directory, such as /sys/fs/cgroup/system.slice");
    }

    /// <summary>Finds the memory cgroup of a process.</summary>
    /// <returns>The cgroup; null and the reason if it cannot be seen.</returns>
    internal static (MemoryCgroup? Group, string? Reason) Of(int process)
    {
        try
        {
            var membership = File.ReadAllText($"/proc/{process}/cgroup");
            return Mounts().Select(mount => mount.DirectoryOf(membership)).OfType<string>().FirstOrDefault(HasStatistics) is { } directory
                ? (new MemoryCgroup(directory), null)
                : (null, "no mounted memory cgroup contains the process; a container often does not mount its own cgroup");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, FailureSentence.ReasonOf(failure));
        }
    }

    /// <summary>Whether <see cref="Processes"/> lacks the processes of other PID namespaces. Version 1 omits them, and version 2 lists them as 0.</summary>
    internal bool OmitsOtherPidNamespaces => Version == 1 && new FileInfo("/proc/self/ns/pid").LinkTarget != InitialPidNamespace;

    /// <summary>Gets the ids of the processes of the cgroup and its children. An id of 0 stands for a process of another PID namespace.</summary>
    internal IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories(DirectoryPath, "*", SearchOption.AllDirectories).Prepend(DirectoryPath).SelectMany(ProcessesOf).Distinct().Order(),
    ];

    /// <summary>Reads the figures. A missing figure is null.</summary>
    internal CgroupDocument Read()
    {
        // In version 1, only the figures with this prefix include the child cgroups.
        var prefix = Version == 1 ? "total_" : "";
        var figures = File.ReadLines(Path.Combine(DirectoryPath, StatFile))
            .Select(static line => line.Split(' '))
            .Where(static fields => fields.Length == 2)
            .ToDictionary(static fields => fields[0], static fields => fields[1], StringComparer.Ordinal);
        long? Figure(string name) => figures.TryGetValue(prefix + name, out var text) ? Number(text) : null;

        var usage = Number(ReadOrNull(Version == 1 ? "memory.usage_in_bytes" : "memory.current"));
        var limit = Number(ReadOrNull(Version == 1 ? "memory.limit_in_bytes" : "memory.max"));
        var inactive = Figure("inactive_file");
        return new CgroupDocument
        {
            Directory = DirectoryPath,
            Version = Version,
            UsageBytes = usage,

            // Without a limit, version 1 reports the largest number of pages, in bytes, and version 2 reports the word max.
            LimitBytes = limit < long.MaxValue / 2 ? limit : null,
            FileBytes = Figure(Version == 1 ? "cache" : "file"),
            SharedMemoryBytes = Figure("shmem"),
            ActiveFileBytes = Figure("active_file"),
            InactiveFileBytes = inactive,
            MappedFileBytes = Figure(Version == 1 ? "mapped_file" : "file_mapped"),
            DirtyFileBytes = Figure(Version == 1 ? "dirty" : "file_dirty"),
            WorkingSetBytes = usage - inactive is { } set ? Math.Max(0, set) : null,
        };
    }

    private static IEnumerable<CgroupMount> Mounts() =>
        CgroupMount.Parse(File.ReadAllText("/proc/self/mountinfo")).Where(static mount => mount.IsV2 || mount.IsMemoryV1).OrderByDescending(static mount => mount.IsMemoryV1);

    private static bool HasStatistics(string directory) => File.Exists(Path.Combine(directory, StatFile));

    private static IEnumerable<int> ProcessesOf(string directory)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(directory, "cgroup.procs")).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return []; // The cgroup was removed, or is in threaded mode (EOPNOTSUPP). An ancestor lists the processes of a threaded cgroup.
        }
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string? ReadOrNull(string name)
    {
        var path = Path.Combine(DirectoryPath, name);
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\n') : null;
    }
}

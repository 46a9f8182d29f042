using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// The bytes that <see cref="DropBehindMode.Uncached"/> counts as uncached, the reason for windows that the verification reports, and the calls
/// for a durable save.
/// </summary>
public sealed class UncachedReportTests(Ext4Mount ext4, BtrfsMount btrfs) : IClassFixture<Ext4Mount>, IClassFixture<BtrfsMount>
{
    private const int Least = DropBehindStream.MinimumWindowBytes;

    /// <summary>A call of 64 KiB is uncached, and a smaller call is not. Both are counted, for reads and for writes.</summary>
    [Theory]
    [InlineData("stream", false)]
    [InlineData("stream", true)]
    [InlineData("file", false)]
    [InlineData("file", true)]
    [InlineData("several buffers", false)]
    [InlineData("several buffers", true)]
    public void Each_call_is_counted_by_the_mode_that_it_used(string way, bool asynchronous)
    {
        using var directory = ext4.CreateDirectory();
        RequireUncached(directory);
        using var counts = new AdviceCounts();
        using var inner = new FileStream(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0, asynchronous);
        Move(inner, way, asynchronous, write: true);
        Move(inner, way, asynchronous, write: false);

        // A stream that can write has a write policy. A file has a read policy if no bytes were written.
        var read = way == "stream" ? "write" : "read";
        Assert.Equal(
            [new("write:uncached", Least), new("write:windows", Least - 1), new($"{read}:uncached", Least), new($"{read}:windows", Least - 1)],
            counts.DroppedBehind);
    }

    [Theory]
    [InlineData("btrfs", "the file system or the kernel does not support uncached I/O")]
    [InlineData("overwrite", "the pages of blocks that are overwritten in place stay cached (measured on ext4 and Linux 6.18)")]
    [InlineData("tail", "KeepTailBytes keeps pages, and uncached I/O keeps none")]
    [InlineData("buffer", "the stream is not the file itself, but wraps it")]
    [InlineData("small", "every piece was smaller than 64 KiB")]
    [InlineData("large", null)]
    [InlineData("kept pages", null)]
    [InlineData("windows", null)]
    public void The_verification_reports_why_windows_were_used(string way, string? reason)
    {
        using var directory = way == "btrfs" ? btrfs.CreateDirectory() : ext4.CreateDirectory();
        if (way != "btrfs")
        {
            RequireUncached(directory);
        }

        (string, string)[] kept = way == "kept pages" ? [("IOPOLICY_KEEP_PAGES", "1")] : [];
        var error = ChildProcess.Run(Save, [directory.File("fresh"), way], [("IOPOLICY_VERIFY", "1"), .. kept]).OrThrow().Error;
        var lines = error.Split('\n').Where(line => line.Contains("requested uncached I/O", StringComparison.Ordinal));
        Assert.Equal(reason is null ? [] : [$"IoPolicy: DropBehindStream requested uncached I/O, but used windows: {reason}. (Each cause is reported once.)"], lines);
    }

    [Theory]
    [InlineData(DropBehindMode.Windowed)]
    [InlineData(DropBehindMode.Uncached)]
    public void A_durable_save_ends_with_fdatasync(DropBehindMode mode)
    {
        using var directory = ext4.CreateDirectory();
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveDurably, [directory.File("fresh"), mode.ToString()]), "fdatasync");
        _ = result.OrThrow();
        _ = Assert.Single(calls, call => call.Arguments.Contains("/fresh>", StringComparison.Ordinal));
    }

    /// <summary>The kernel may move fewer bytes than requested. For a write, the rest must follow.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_short_write_of_several_buffers_is_continued(bool asynchronous)
    {
        const int Moved = 4096;
        using var directory = new ScratchDirectory();
        var child = ChildProcess.Start(SaveSeveral, [directory.File("fresh"), asynchronous.ToString()]);
        var (result, calls) = Strace.Run(child, "pwritev2", $"pwritev2:retval={Moved}:when=1");
        _ = result.OrThrow();
        var own = calls.Where(call => call.Arguments.Contains("/fresh>", StringComparison.Ordinal)).ToArray();
        Assert.True(own[0].IsInjected);
        Assert.Equal(["0", $"{Moved}"], own.Select(call => call.Arguments.Split(", ")[^2]));
        Assert.Equal($"{(2 * Least) - Moved}", own[1].Result);
    }

    private static void RequireUncached(ScratchDirectory directory)
    {
        using var probe = new DropBehindStream(File.Create(directory.File("probe")), new() { Mode = DropBehindMode.Uncached });
        probe.Write(new byte[2 * Least]);
        Assert.SkipWhen(probe.Mode == DropBehindMode.Windowed, "This kernel has no uncached I/O on ext4.");
    }

    internal static void SaveDurably(string[] arguments)
    {
        using var file = new DropBehindFile(
            File.OpenHandle(arguments[0], FileMode.Create, FileAccess.Write), new() { Durable = true, Mode = Enum.Parse<DropBehindMode>(arguments[1]) });
        file.Write(new byte[1 << 20], 0);
    }

    internal static void SaveSeveral(string[] arguments)
    {
        using var file = new DropBehindFile(File.OpenHandle(arguments[0], FileMode.Create, FileAccess.Write));
        ReadOnlyMemory<byte>[] buffers = [new byte[Least], new byte[Least]];
        if (bool.Parse(arguments[1]))
        {
            file.WriteAsync(buffers, 0).AsTask().GetAwaiter().GetResult();
        }
        else
        {
            file.Write(buffers, 0);
        }
    }

    internal static void Save(string[] arguments)
    {
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        var options = new DropBehindOptions
        {
            Mode = arguments[1] == "windows" ? DropBehindMode.Windowed : DropBehindMode.Uncached,
            KeepTailBytes = arguments[1] == "tail" ? 4096 : 0,
        };
        using var stream = new DropBehindStream(arguments[1] == "buffer" ? new BufferedStream(file) : file, options);
        var rounds = arguments[1] == "overwrite" ? 2 : 1;
        for (var round = 0; round < rounds; round++)
        {
            stream.Position = 0;
            stream.Write(new byte[arguments[1] == "small" ? Least - 1 : 2 * Least]);
        }
    }

    /// <summary>Moves 64 KiB, and then one byte less. Waits on this thread, because <see cref="AdviceCounts"/> counts only its calls.</summary>
    private static void Move(FileStream inner, string way, bool asynchronous, bool write)
    {
        var options = new DropBehindOptions { Mode = DropBehindMode.Uncached, LeaveOpen = true };
        inner.Position = 0;
        using var stream = way == "stream" ? new DropBehindStream(inner, options) : null;
        using var file = way == "stream" ? null : new DropBehindFile(inner.SafeFileHandle, options);
        long offset = 0;
        foreach (var bytes in (byte[][])[new byte[Least], new byte[Least - 1]])
        {
            switch (way, write)
            {
                case ("stream", true):
                    Call(() => stream!.Write(bytes), () => stream!.WriteAsync(bytes).AsTask());
                    break;
                case ("stream", false):
                    Call(() => stream!.ReadExactly(bytes), () => stream!.ReadExactlyAsync(bytes).AsTask());
                    break;
                case ("file", true):
                    Call(() => file!.Write(bytes, offset), () => file!.WriteAsync(bytes, offset).AsTask());
                    break;
                case ("file", false):
                    Call(() => _ = file!.Read(bytes, offset), () => file!.ReadAsync(bytes, offset).AsTask());
                    break;
                case (_, true):
                    ReadOnlyMemory<byte>[] sources = [bytes.AsMemory(0, 100), bytes.AsMemory(100)];
                    Call(() => file!.Write(sources, offset), () => file!.WriteAsync(sources, offset).AsTask());
                    break;
                default:
                    Memory<byte>[] targets = [bytes.AsMemory(0, 100), bytes.AsMemory(100)];
                    Call(() => _ = file!.Read(targets, offset), () => file!.ReadAsync(targets, offset).AsTask());
                    break;
            }

            offset += bytes.Length;
        }

        void Call(Action synchronous, Func<Task> awaited)
        {
            if (asynchronous)
            {
                awaited().GetAwaiter().GetResult();
            }
            else
            {
                synchronous();
            }
        }
    }
}

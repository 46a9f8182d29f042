using System.Globalization;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// Processes whose seccomp profile does not list a system call of the runtime, with both answers of a profile (ENOSYS and EPERM). Saves and
/// loads are complete and leave no page, as this process without a filter counts. Residency figures are correct or unknown.
/// </summary>
public sealed class SandboxTests : IDisposable
{
    private const int Window = 64 << 10;
    private const int Bytes = (3 * Window) + 100;
    private const int Pages = (Bytes + 4095) / 4096;

    private static readonly string[] Saves = ["plain", "windowed", "durable", "asynchronous", "background", "path", "vectored", "uncached", "preserved"];
    private static readonly string[] Loads = ["plain", "windowed", "asynchronous", "background", "path", "handle", "vectored", "uncached", "preserved"];

    private readonly ScratchDirectory _directory = new();

    /// <summary>The failing calls, and the expected residency: its source, the cached pages, and the cached pages in the map.</summary>
    public static TheoryData<string, string> Denied => new()
    {
        { "sync_file_range", $"CacheStat {Pages} {Pages}" },
        { "fdatasync", $"CacheStat {Pages} {Pages}" },
        { "statx", $"CacheStat {Pages} {Pages}" },
        { "cachestat", $"MinCore {Pages} {Pages}" },
        { "preadv2 pwritev2", $"CacheStat {Pages} {Pages}" },
        { "preadv2 pwritev2 preadv pwritev", $"CacheStat {Pages} {Pages}" },
        { "fstatfs", "Unknown - -" },
        { "mincore", $"CacheStat {Pages} {Pages}" },
        { "cachestat mincore", "Unknown - -" },
        { "sync_file_range statx cachestat preadv2 pwritev2", $"MinCore {Pages} {Pages}" },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Denied))]
    public void Saves_and_loads_are_complete_and_leave_no_page(string calls, string reading)
    {
        foreach (var error in (string[])[Seccomp.Refused, Seccomp.Missing])
        {
            var lines = Run(SaveAndLoad, calls, error);
            Assert.Equal(Saves.Select(way => $"save {way} done").Concat(Loads.Select(way => $"load {way} done")).Append("reading " + reading), lines);
            foreach (var way in Saves)
            {
                var path = FileOf(_directory.Path, "save", way);
                if (way != "preserved" || !reading.EndsWith('-'))
                {
                    Assert.True(PageCache.GetResidency(path).CachedPages == 0, $"{calls} {error}, save {way}: {PageCache.GetResidency(path)}");
                }

                Assert.Equal(Payload(), File.ReadAllBytes(path));
            }

            foreach (var way in Loads.Where(way => way != "preserved"))
            {
                var path = FileOf(_directory.Path, "load", way);
                Assert.True(PageCache.GetResidency(path).CachedPages == 0, $"{calls} {error}, load {way}: {PageCache.GetResidency(path)}");
            }
        }
    }

    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void Without_fadvise_files_are_complete_and_all_advice_is_unsupported(string error)
    {
        var lines = Run(SaveAndLoad, "fadvise64", error);
        Assert.All(lines, line => Assert.True(line.EndsWith(" done", StringComparison.Ordinal) || line.StartsWith("reading CacheStat ", StringComparison.Ordinal), line));
        Assert.Equal(Pages, PageCache.GetResidency(FileOf(_directory.Path, "load", "plain")).CachedPages);
        Assert.Equal(["Unsupported Unsupported Unsupported Unsupported"], Run(Advise, "fadvise64", error));
    }

    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void Without_any_flush_a_durable_save_fails_and_the_others_do_not(string error)
    {
        var lines = Run(SaveAndLoad, "sync_file_range fdatasync fsync", error);
        Assert.Equal("save durable IOException", Assert.Single(lines, line => !line.EndsWith(" done", StringComparison.Ordinal) && !line.StartsWith("reading", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sync_file_range", "SyncFileRange")]
    [InlineData("fdatasync", "FileDataSync")]
    [InlineData("statx", "StatX")]
    [InlineData("cachestat", "CacheStat")]
    [InlineData("preadv2 pwritev2 preadv pwritev", "ReadVector2, WriteVector2, ReadVector, WriteVector")]
    [InlineData("fstatfs", "FileSystemStatus")]
    public void Only_an_unavailable_call_is_remembered(string calls, string known)
    {
        foreach (var error in (string[])[Seccomp.Refused, Seccomp.Missing])
        {
            Assert.Equal([known], Run(Remember, calls, error));
        }

        Assert.Equal("0", ChildProcess.Run(Remember, [_directory.Path]).OrThrow().Output.Trim());
    }

    [Theory]
    [InlineData("sync_file_range", "EPERM")]
    [InlineData("sync_file_range", "ENOSYS")]
    [InlineData("statx", "EPERM")]
    [InlineData("pwritev2", "EPERM")]
    public void An_unavailable_call_is_tried_once(string call, string error)
    {
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveTwice, [_directory.Path]), call, $"{call}:error={error}");
        _ = result.OrThrow();

        // The runtime makes the call once more with descriptor −1, to see whether it was refused only for this file.
        Assert.Equal(2, calls.Count);
        Assert.StartsWith("-1,", calls[1].Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_for_one_file_is_not_remembered_as_an_unavailable_call()
    {
        var paths = new[] { _directory.File("saved-0") };
        var (result, calls) = Strace.RunOn(paths, ChildProcess.Start(SaveTwice, [_directory.Path]), "sync_file_range", "sync_file_range:error=EPERM");
        Assert.Equal("0", result.OrThrow().Output.Trim());
        Assert.NotEmpty(calls);
        Assert.Equal(0, PageCache.GetResidency(paths[0]).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(_directory.File("saved-1")).CachedPages);
    }

    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void The_status_without_statx_equals_the_status_from_statx(string error)
    {
        var expected = ChildProcess.Run(Status, [_directory.Path]).OrThrow().Output.Trim();
        Assert.Equal([expected], Run(Status, "statx", error));
        Assert.Contains(" regular ", expected, StringComparison.Ordinal);
    }

    internal static void SaveAndLoad(string[] arguments)
    {
        foreach (var way in Saves)
        {
            Report("save " + way, () => Save(FileOf(arguments[0], "save", way), way));
        }

        foreach (var way in Loads)
        {
            var path = FileOf(arguments[0], "load", way);
            MakeResident(path);
            Report("load " + way, () => Load(path, way));
        }

        var read = FileOf(arguments[0], "reading", "none");
        MakeResident(read);
        using var file = File.OpenHandle(read);
        var residency = PageCache.GetResidency(file);
        var map = PageCache.GetPageMap(file);
        Console.WriteLine($"reading {residency.Source} {Text(residency.CachedPages)} {Text(map.IsKnown ? map.CachedPages : null)}");

        static string Text(long? pages) => pages?.ToString(CultureInfo.InvariantCulture) ?? "-";
    }

    internal static void Advise(string[] arguments)
    {
        using var file = File.OpenHandle(Path.Combine(arguments[0], "advised"), FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(file, Payload(), 0);
        Console.WriteLine($"{PageCache.Drop(file).Status} {PageCache.WriteBackAndDrop(file).Status} {PageCache.Prefetch(file).Status} {PageCache.Expect(file, AccessPattern.Random).Status}");
    }

    internal static void Remember(string[] arguments)
    {
        foreach (var way in Saves)
        {
            Save(FileOf(arguments[0], "save", way), way);
        }

        var path = FileOf(arguments[0], "load", "vectored");
        MakeResident(path);
        Load(path, "vectored");
        Console.WriteLine(Known());
    }

    internal static void SaveTwice(string[] arguments)
    {
        for (var number = 0; number < 2; number++)
        {
            var path = Path.Combine(arguments[0], $"saved-{number}");
            foreach (var way in (string[])["vectored", "windowed"])
            {
                Save(path, way);
            }
        }

        Console.WriteLine(Known());
    }

    internal static void Status(string[] arguments)
    {
        var path = Path.Combine(arguments[0], "status");
        File.WriteAllBytes(path, Payload());
        using var file = Kernel.OpenForAdvice(path)!;
        using var directory = Kernel.OpenForAdvice(arguments[0])!;
        Assert.Equal(0, Kernel.Status(file, out var status));
        Assert.True(Kernel.IsDirectory(directory));
        Console.WriteLine($"{status.DeviceMajor}:{status.DeviceMinor} {(status.IsRegular ? "regular" : "other")} {status.InodeNumber} {status.Length}");
    }

    private static OptionalCall Known() => Enum.GetValues<OptionalCall>().Where(UnavailableCalls.Contains).Aggregate(default(OptionalCall), (all, call) => all | call);

    private static void Save(string path, string way)
    {
        var policy = PolicyOf(PolicyKind.DropAfterFullWrite, way);
        switch (way)
        {
            case "vectored":
                using (var handle = new DropBehindFile(File.OpenHandle(path, FileMode.Create, FileAccess.Write), new() { WindowBytes = Window }))
                {
                    handle.Write([.. Payload().Chunk(10_000).Select(chunk => new ReadOnlyMemory<byte>(chunk))], 0);
                }

                return;
            case "path":
                policy.Enter(path, out var scope);
                File.WriteAllBytes(path, Payload());
                scope.Complete();
                return;
        }

        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, way == "asynchronous");
        if (way == "asynchronous")
        {
            policy.Enter(file, out var scope);
            scope.DropBehind(file)!.WriteAsync(Payload()).AsTask().GetAwaiter().GetResult();
            scope.CompleteAsync().GetAwaiter().GetResult();
            return;
        }

        PolicyRunner.Run(policy, file, f => f.Write(Payload()));
        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
    }

    private static void Load(string path, string way)
    {
        var policy = PolicyOf(PolicyKind.DropAfterFullRead, way);
        var read = new byte[Bytes];
        switch (way)
        {
            case "vectored":
                using (var dropping = new DropBehindFile(File.OpenHandle(path), new() { WindowBytes = Window }))
                {
                    Assert.Equal(Bytes, dropping.Read([.. Enumerable.Range(0, (Bytes / 10_000) + 1).Select(at => read.AsMemory(at * 10_000, Math.Min(10_000, Bytes - (at * 10_000))))], 0));
                    Assert.Equal(0, dropping.Read([read.AsMemory(0, 10), read.AsMemory(10, 10)], Bytes));
                }

                break;
            case "path":
                policy.Enter(path, out var byPath);
                read = File.ReadAllBytes(path);
                byPath.Complete();
                break;
            case "handle":
                using (var handle = File.OpenHandle(path))
                {
                    policy.Enter(handle, out var byHandle);
                    Assert.Equal(Bytes, RandomAccess.Read(handle, read, 0));
                    byHandle.Complete();
                }

                break;
            case "asynchronous":
                using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, useAsync: true))
                {
                    policy.Enter(file, out var scope);
                    Assert.Equal(Bytes, scope.DropBehind(file)!.ReadAsync(read).AsTask().GetAwaiter().GetResult());
                    scope.CompleteAsync().GetAwaiter().GetResult();
                }

                break;
            default:
                using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0))
                {
                    PolicyRunner.Run(policy, file, f => f.ReadExactly(read));
                }

                break;
        }

        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        Assert.True(Payload().AsSpan().SequenceEqual(read), "Other bytes were read.");
    }

    private static PagePolicy PolicyOf(PolicyKind kind, string way) => new(kind, nameof(SandboxTests))
    {
        WindowBytes = way is "windowed" or "uncached" or "asynchronous" ? Window : 0,
        Mode = way == "uncached" ? DropBehindMode.Uncached : DropBehindMode.Windowed,
        Durable = way == "durable",
        Background = way == "background",
        PreserveCached = way == "preserved",
    };

    private static void MakeResident(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        file.Write(Payload());
        file.Flush(flushToDisk: true);
    }

    private static void Report(string what, Action work)
    {
        try
        {
            work();
            Console.WriteLine(what + " done");
        }
#pragma warning disable CA1031 // The parent process must see every exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(e);
            Console.WriteLine($"{what} {e.GetType().Name}");
        }
    }

    private static byte[] Payload()
    {
        var bytes = new byte[Bytes];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static string FileOf(string directory, string what, string way) => Path.Combine(directory, $"{what}-{way}");

    private string[] Run(Action<string[]> child, string calls, string error) =>
        Shell.Run(Seccomp.Deny(ChildProcess.Start(child, [_directory.Path]), error, calls.Split(' '))).OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

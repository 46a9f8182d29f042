namespace KvCache.Tests;

/// <summary>The calls that the kernel sees, by strace.</summary>
public sealed class SystemCallTests : IDisposable
{
    private const string Calls = "fadvise64,sync_file_range,fsync,fdatasync,rename";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_load_drops_window_by_window_and_at_the_end_the_whole_file()
    {
        var entry = Samples.Store(CacheDirectory.Open(_scratch.Path), "text").Entry!;

        var calls = Trace(LoadInChild);

        AssertDrops(entry, Drops(calls));
        Assert.DoesNotContain(calls, call => call.Name == "sync_file_range");
    }

    [Fact]
    public void A_save_writes_back_before_it_drops_and_syncs_before_it_renames()
    {
        var calls = Trace(StoreInChild);

        var entry = Assert.Single(DirectoryScan.Entries(_scratch.Path));
        AssertDrops(entry, Drops(calls));
        Assert.True(calls.Count(call => call.Name == "sync_file_range") >= Windows(entry) - 1);
        var order = calls.Select(call => call.Name).Where(name => name is "fsync" or "rename").ToArray();
        Assert.Equal(["fsync", "rename", "fsync"], order);
        Assert.Contains(".tmp.", calls.First(call => call.Name == "fsync").Arguments, StringComparison.Ordinal);
        Assert.Contains(_scratch.Path + ">", calls.Last(call => call.Name == "fsync").Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_drops_nothing_and_does_not_read_ahead()
    {
        Samples.Store(CacheDirectory.Open(_scratch.Path), "text");

        var calls = Trace(ScanInChild);

        Assert.Empty(Drops(calls));
        Assert.Contains(calls, call => call.Name == "fadvise64" && call.Arguments.Contains("FADV_RANDOM", StringComparison.Ordinal));
    }

    private static void StoreInChild(string[] arguments) => Samples.Store(CacheDirectory.Open(arguments[0]), "text");

    private static void LoadInChild(string[] arguments) => Assert.NotNull(Samples.Load(CacheDirectory.Open(arguments[0]), "text").Loaded);

    private static void ScanInChild(string[] arguments) => Assert.Single(CacheDirectory.Open(arguments[0]).Entries());

    private static long Windows(KvcEntry entry) => (entry.FileBytes + CacheWindow.Bytes - 1) / CacheWindow.Bytes;

    /// <summary>A drop that comes late may take two windows at once: it stays a matter of windows, not of records.</summary>
    private static void AssertDrops(KvcEntry entry, IReadOnlyList<SystemCall> drops)
    {
        Assert.InRange(drops.Count, Windows(entry) / 2, Windows(entry) + 1);
        Assert.Contains(", 0, 0, ", drops[^1].Arguments, StringComparison.Ordinal);
    }

    /// <summary>The drops of the cache directory's files.</summary>
    private IReadOnlyList<SystemCall> Drops(IEnumerable<SystemCall> calls) =>
        [.. calls.Where(call => call.Name == "fadvise64" && call.Arguments.Contains("DONTNEED", StringComparison.Ordinal) && call.Arguments.Contains(_scratch.Path, StringComparison.Ordinal))];

    private IReadOnlyList<SystemCall> Trace(Action<string[]> method)
    {
        var (result, calls) = Strace.Run(ChildProcess.Start(method, [_scratch.Path]), Calls);
        result.OrThrow();
        return calls;
    }
}

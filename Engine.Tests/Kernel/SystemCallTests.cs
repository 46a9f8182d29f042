namespace KvCache.Tests;

/// <summary>The system calls of loads, saves and scans, which strace records.</summary>
public sealed class SystemCallTests : IDisposable
{
    private const string Calls = "fadvise64,sync_file_range,fsync,fdatasync,renameat";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_load_drops_step_by_step_and_at_the_end_the_whole_file()
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
        Assert.True(calls.Count(call => call.Name == "sync_file_range") >= Steps(entry) - 1);
        var order = calls.Select(call => call.Name).Where(name => name is "fsync" or "renameat").ToArray();
        Assert.Equal(["fsync", "renameat", "fsync"], order);
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

    /// <summary>
    /// A loop in C that opens, reads and closes each file needs three calls per file. The scan also gets the length, and turns readahead
    /// off.
    /// </summary>
    [Theory]
    [InlineData(40, Label = "few files")]
    [InlineData(300, Label = "many files")]
    public void A_scan_makes_five_calls_per_file(int files)
    {
        for (var i = 0; i < files; i++)
        {
            _ = Samples.WriteRaw(_scratch.Path, $"text {i}", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        }

        var (result, calls) = Strace.Run(ChildProcess.Start(ReadInChild, [_scratch.Path]), "openat,statx,fadvise64,pread64,close");
        Assert.Equal($"{files}", result.OrThrow().Output.Trim());

        var ofFiles = calls.Where(call => call.Arguments.Contains(KvcKey.Suffix, StringComparison.Ordinal)).CountBy(call => call.Name).ToDictionary();
        Assert.Equal(["close", "fadvise64", "openat", "pread64", "statx"], ofFiles.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.All(ofFiles.Values, count => Assert.Equal(files, count));
    }

    private static void ReadInChild(string[] arguments) => Console.WriteLine(DirectoryScan.Read(arguments[0]).Count());

    private static void StoreInChild(string[] arguments) => Samples.Store(CacheDirectory.Open(arguments[0]), "text");

    private static void LoadInChild(string[] arguments) => Assert.NotNull(Samples.Load(CacheDirectory.Open(arguments[0]), "text").Loaded);

    private static void ScanInChild(string[] arguments) => Assert.Single(CacheDirectory.Open(arguments[0]).Entries());

    /// <summary>The number of the window's steps in the entry, of 1 MiB each.</summary>
    private static long Steps(KvcEntry entry) => (entry.FileBytes + (1 << 20) - 1) >> 20;

    /// <summary>The number of drops depends on the length of the file, and not on the number of calls. The last window is dropped as a whole.</summary>
    private static void AssertDrops(KvcEntry entry, IReadOnlyList<SystemCall> drops)
    {
        Assert.InRange(drops.Count, 1 + Math.Max(0, Steps(entry) - 17), Steps(entry) + 1);
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

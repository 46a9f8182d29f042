namespace KvCache.Tests;

/// <summary>The failure of a secondary step, such as counting a hit, becomes a part of the result, and does not undo the requested work.</summary>
public sealed class BookkeepingTests : IClassFixture<MemoryMount>, IDisposable
{
    private static readonly CacheDirectoryOptions Unlimited = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly MemoryMount _disk;
    private readonly ScratchDirectory _scratch = new();

    public BookkeepingTests(MemoryMount disk) => _disk = disk;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void On_a_read_only_file_system_a_load_reports_the_uncounted_hit()
    {
        using var scratch = _disk.CreateDirectory();
        var path = Write(scratch, "text");
        using var readOnly = new ReadOnlyMount(scratch);
        using var directory = CacheDirectory.Open(scratch.Path, Unlimited);

        for (var load = 0; load < 2; load++)
        {
            using var destination = new MemoryStream();
            var result = Samples.Load(directory, "text", destination);

            Assert.Equal((path, false), (result.Entry?.Path, result.Consumed));
            Assert.Equal("payload"u8, destination.ToArray());
            var failure = Assert.Single(result.Failures);
            Assert.Equal((path, "the hit was not counted"), (failure.Path, failure.What));
            Assert.Contains("read-only file system", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void On_a_read_only_file_system_an_unremovable_file_is_reported()
    {
        using var scratch = _disk.CreateDirectory();
        var path = Write(scratch, "text", KvcHeader.OldPayloadAbi);
        using var readOnly = new ReadOnlyMount(scratch);
        using var directory = CacheDirectory.Open(scratch.Path, Unlimited with { Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 10 } });
        using var destination = new MemoryStream();

        var result = Samples.Load(directory, "text", destination, Samples.OldSession);

        Assert.Equal((path, false), (result.Entry?.Path, result.Consumed));
        Assert.Equal("payload"u8, destination.ToArray());
        Assert.Equal("the file was not removed after its load", Assert.Single(result.Failures).What);
    }

    /// <summary>The best match contradicts its header, so the load tries to remove it. The removal fails, and the next best is still loaded.</summary>
    [Fact]
    public void A_refused_file_that_cannot_be_removed_does_not_hide_the_next_best()
    {
        using var scratch = _disk.CreateDirectory();
        var options = Unlimited with { Checks = PayloadChecks.Dsv4 };
        using var directory = CacheDirectory.Open(scratch.Path, options);
        var good = Samples.Store(directory, "text").Entry!;
        var bad = Samples.Store(directory, "text, longer").Entry!;
        using (var file = File.OpenHandle(bad.Path, access: FileAccess.Write))
        {
            RandomAccess.Write(file, [1, 2], 8); // Byte 8 begins the number of tokens.
        }

        using var readOnly = new ReadOnlyMount(scratch);

        var result = Samples.Load(directory, "text, longer");

        Assert.Equal(good.Key, result.Entry?.Key);
        Assert.Equal(KvcFaultKind.TokenCount, Assert.Single(result.Refused).Fault.Kind);
        Assert.Equal([bad.Path, good.Path], result.Failures.Select(failure => failure.Path));
    }

    /// <summary>The only match contradicts its header and stays, so the load has nothing else to say.</summary>
    [Fact]
    public void A_load_that_finds_nothing_reports_the_file_that_cannot_be_removed()
    {
        using var scratch = _disk.CreateDirectory();
        using var directory = CacheDirectory.Open(scratch.Path, Unlimited with { Checks = PayloadChecks.Dsv4 });
        var bad = Samples.Store(directory, "text").Entry!;
        using (var file = File.OpenHandle(bad.Path, access: FileAccess.Write))
        {
            RandomAccess.Write(file, [1, 2], 8); // Byte 8 begins the number of tokens.
        }

        using var readOnly = new ReadOnlyMount(scratch);

        var result = Samples.Load(directory, "text");

        Assert.Null(result.Entry);
        Assert.Equal(KvcFaultKind.TokenCount, Assert.Single(result.Refused).Fault.Kind);
        Assert.Equal(bad.Path, Assert.Single(result.Failures).Path);
    }

    [Fact]
    public void A_directory_over_its_budget_opens_on_a_read_only_file_system()
    {
        using var scratch = _disk.CreateDirectory();
        var paths = new[] { Write(scratch, "one"), Write(scratch, "two") };
        using var readOnly = new ReadOnlyMount(scratch);

        using var directory = CacheDirectory.Open(scratch.Path, Unlimited with { BudgetBytes = 1 });

        Assert.Empty(directory.OpeningEviction.Removed);
        Assert.Equal(paths.Order(), directory.OpeningEviction.Failures.Select(failure => failure.Path).Order());
        Assert.Equal(2, directory.Entries().Count());
    }

    /// <summary>A hit is one write. It fails on a full file system that copies rewritten blocks (btrfs).</summary>
    [Theory]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "EDQUOT")]
    public void A_hit_that_cannot_be_written_does_not_undo_the_load(string call, string error)
    {
        var path = Write(_scratch, "text");

        var (result, calls) = Strace.RunOn([path], ChildProcess.Start(LoadInChild, [_scratch.Path]), call, $"{call}:error={error}:when=1");

        Assert.Equal("loaded payload, 1 failures\n", result.OrThrow().Output);
        Assert.Single(calls, made => made.IsInjected);
    }

    [Theory]
    [InlineData("flock", "EIO")]
    [InlineData("flock", "ENOLCK")]
    [InlineData("unlink", "EIO")]
    [InlineData("unlink", "EPERM")]
    public void A_lock_or_a_removal_that_fails_does_not_undo_the_load(string call, string error)
    {
        var path = Write(_scratch, "text", KvcHeader.OldPayloadAbi);

        // The first flock is that of opening the directory.
        var when = call == "flock" ? 2 : 1;
        var (result, calls) = Strace.RunOn([path, _scratch.Path], ChildProcess.Start(ConsumeInChild, [_scratch.Path]), call, $"{call}:error={error}:when={when}");

        Assert.Equal("loaded payload, 1 failures\n", result.OrThrow().Output);
        Assert.Single(calls, made => made.IsInjected);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_destination_that_fails_is_no_fault_of_the_file()
    {
        Write(_scratch, "text");
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var failing = new CallbackStream(() => throw new IOException("no room"));

        Assert.Equal("no room", Assert.Throws<IOException>(() => Samples.Load(directory, "text", failing)).Message);

        Assert.NotNull(Samples.Load(directory, "text").Entry);
    }

    private static void LoadInChild(string[] arguments) => LoadIn(arguments[0], Unlimited);

    private static void ConsumeInChild(string[] arguments) =>
        LoadIn(arguments[0], Unlimited with { Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 10 } }, Samples.OldSession);

    private static void LoadIn(string path, CacheDirectoryOptions options, KvSession? session = null)
    {
        using var directory = CacheDirectory.Open(path, options);
        using var destination = new MemoryStream();
        var result = Samples.Load(directory, "text", destination, session);
        Console.WriteLine($"loaded {System.Text.Encoding.UTF8.GetString(destination.ToArray())}, {result.Failures.Count} failures");
    }

    private static string Write(ScratchDirectory scratch, string text, byte payloadAbi = KvcHeader.CurrentPayloadAbi) =>
        Samples.WriteRaw(scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = payloadAbi, Tokens = 1000, ContextSize = 4096 }, "payload"u8);

    /// <summary>Makes the file system of a directory read-only until disposed of.</summary>
    private sealed class ReadOnlyMount : IDisposable
    {
        private readonly string _mount;

        internal ReadOnlyMount(ScratchDirectory directory)
        {
            _mount = Path.GetDirectoryName(directory.Path)!;
            Shell.Run("mount", "-o", "remount,ro", _mount).OrThrow();
        }

        public void Dispose() => Shell.Run("mount", "-o", "remount,rw", _mount).OrThrow();
    }
}

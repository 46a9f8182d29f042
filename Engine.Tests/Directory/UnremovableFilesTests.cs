namespace KvCache.Tests;

/// <summary>
/// A file that cannot be removed, because it is immutable or a directory, is reported. The rest of the work is done.
/// </summary>
public sealed class UnremovableFilesTests : IDisposable
{
    private static readonly CacheDirectoryOptions Unlimited = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly ScratchDirectory _scratch = new();
    private readonly List<string> _immutable = [];

    public void Dispose()
    {
        _immutable.ForEach(path => Shell.Run("chattr", "-i", path).OrThrow());
        _scratch.Dispose();
    }

    /// <summary>The files with the lowest scores cannot be removed. The next files are removed instead, until the rest fits the budget.</summary>
    [Theory]
    [InlineData(1, Label = "fewer than must go")]
    [InlineData(2, Label = "as many as must go")]
    [InlineData(3, Label = "more than must go")]
    public void An_eviction_goes_on_with_the_next_file(int immutable)
    {
        var paths = Enumerable.Range(0, 6).Select(i => Write($"text {i}", (uint)(100 + i))).ToArray();
        paths[..immutable].ToList().ForEach(MakeImmutable);

        // Room for four of the six.
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 4 * 10_100 });

        var eviction = directory.OpeningEviction;
        Assert.Equal(paths[immutable..(immutable + 2)], eviction.Removed.Select(entry => entry.Path));
        Assert.Equal(paths[..Math.Min(immutable, 4)], eviction.Failures.Select(failure => failure.Path));
        Assert.All(eviction.Failures, failure => Assert.IsType<UnauthorizedAccessException>(failure.Error));
        Assert.Equal(4, directory.Entries().Count());
        Assert.Empty(directory.Evict().Removed);
    }

    [Fact]
    public void An_eviction_that_can_remove_nothing_ends()
    {
        var paths = Enumerable.Range(0, 3).Select(i => Write($"text {i}", (uint)(100 + i))).ToArray();
        paths.ToList().ForEach(MakeImmutable);

        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 1 });

        Assert.Empty(directory.OpeningEviction.Removed);
        Assert.Equal(paths, directory.OpeningEviction.Failures.Select(failure => failure.Path));
    }

    [Fact]
    public void A_store_reports_the_files_that_it_could_not_evict_and_others_go()
    {
        var old = Write("old", 1);
        var other = Write("other", 2);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 21_000 });
        MakeImmutable(old);

        var result = Store(directory, "new");

        Assert.Equal((StoreOutcome.Stored, true, false), (result.Outcome, File.Exists(directory.PathOf(KvcKey.OfText("new"u8))), File.Exists(other)));
        Assert.Equal((old, "the file was not removed"), (result.Failures[0].Path, result.Failures[0].What));
        Assert.Equal(other, Assert.Single(result.Evicted).Path);
    }

    /// <summary>In this case, ds4 since May 2026 stops the eviction and exceeds its budget.</summary>
    [Fact]
    public void A_store_that_cannot_keep_the_budget_is_not_stored()
    {
        var old = Write("old", 1);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 15_000 });
        MakeImmutable(old);

        var result = Store(directory, "new");

        Assert.Equal(StoreOutcome.OverBudget, result.Outcome);
        Assert.Equal([old], Directory.GetFiles(_scratch.Path));
        Assert.Equal((old, "the file was not removed"), (result.Failures[0].Path, result.Failures[0].What));
    }

    /// <summary>
    /// An immutable file or a directory has the name in upper case. The cache directory has no index, or after three queries has one.
    /// </summary>
    [Theory]
    [InlineData("directory", 0)]
    [InlineData("directory", 3)]
    [InlineData("full directory", 0)]
    [InlineData("full directory", 3)]
    [InlineData("immutable file", 0)]
    [InlineData("immutable file", 3)]
    public void An_unremovable_other_spelling_is_reported_and_the_file_is_stored(string kind, int queries)
    {
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        var key = KvcKey.OfText("text"u8);
        var other = _scratch.File(key.ToString().ToUpperInvariant() + KvcKey.Suffix);
        Make(other, kind);
        for (var query = 0; query < queries; query++)
        {
            _ = directory.FindPrefixes("text"u8, Samples.Session);
        }

        var stored = Store(directory, "text");

        Assert.Equal((StoreOutcome.Stored, other), (stored.Outcome, Assert.Single(stored.Failures).Path));
        Assert.Equal("the other spelling of the name was not removed", stored.Failures[0].What);
        Assert.NotNull(Samples.Load(directory, "text").Entry);
        Assert.Equal(2, Directory.GetFileSystemEntries(_scratch.Path).Length);

        File.Delete(directory.PathOf(key));
        using var whole = new MemoryStream(File.ReadAllBytes(Write("text", 1000)));
        File.Delete(directory.PathOf(key));
        var imported = directory.Import(key, whole);
        Assert.Equal((StoreOutcome.Stored, other), (imported.Outcome, Assert.Single(imported.Failures).Path));
    }

    [Fact]
    public void A_failed_removal_after_a_load_is_reported()
    {
        var path = Write("text", 1000, KvcHeader.OldPayloadAbi);
        MakeImmutable(path);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { Policy = new StorePolicy { MinTokens = 1, ColdMaxTokens = 10 } });

        var result = Samples.Load(directory, "text", session: Samples.OldSession);

        Assert.Equal((path, false), (result.Entry?.Path, result.Consumed));
        Assert.Equal(path, Assert.Single(result.Failures).Path);
    }

    [Fact]
    public void A_name_that_is_a_directory_fails_the_store_and_leaves_nothing()
    {
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        var path = Directory.CreateDirectory(directory.PathOf(KvcKey.OfText("text"u8))).FullName;

        var error = Record.Exception(() => Store(directory, "text"));

        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.Equal([path], Directory.GetFileSystemEntries(_scratch.Path));
    }

    /// <summary>A temporary file that cannot be removed is not listed as removed.</summary>
    [Fact]
    public void A_sweep_lists_only_the_removed_files()
    {
        var name = KvcKey.OfText([]).FileName;
        var stays = Fixture.Sparse(_scratch.File(name + ".tmp.4194305-0123456789abcdef"), [], 100);
        var goes = Fixture.Sparse(_scratch.File(name + ".tmp.4194305-0123456789abcdee"), [], 100);
        MakeImmutable(stays);

        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);

        Assert.Equal([goes], directory.Swept);
        Assert.True(File.Exists(stays));
    }

    private static StoreResult Store(CacheDirectory directory, string text)
    {
        using var payload = new MemoryStream(new byte[10_000]);
        return directory.Store(Samples.RequestOf(text, 1000, Samples.Session, payload));
    }

    private string Write(string text, uint tokens, byte payloadAbi = KvcHeader.CurrentPayloadAbi) =>
        Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = payloadAbi, Tokens = tokens, ContextSize = 4096 }, new byte[10_000]);

    private void Make(string path, string kind)
    {
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "full directory":
                File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "file"), "keep me");
                break;
            default:
                File.WriteAllText(path, "x");
                MakeImmutable(path);
                break;
        }
    }

    private void MakeImmutable(string path)
    {
        if (Tools.Missing("chattr", "e2fsprogs") is { } missing)
        {
            Assert.Skip(missing);
        }

        var result = Shell.Run("chattr", "+i", path);
        Assert.SkipUnless(result.Succeeded, $"No file can be made immutable here: {result.Error.Trim()}");
        _immutable.Add(path);
    }
}

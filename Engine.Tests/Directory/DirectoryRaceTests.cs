namespace KvCache.Tests;

/// <summary>Another process changes the directory in the middle of an operation.</summary>
public sealed class DirectoryRaceTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_first_complete_save_of_a_text_stays()
    {
        var other = Open();
        KvcEntry? first = null;
        using var payload = new CallbackPayload(
            SyntheticPayload.OpenRead(512, 4096, seed: 1),
            () => first ??= Samples.Store(other, "text", seed: 2).Entry);

        var result = Open().Store(Samples.RequestOf("text", 512, Samples.Session, payload));

        Assert.Equal(StoreOutcome.Kept, result.Outcome);
        Assert.Equal(first, result.Entry);
        Assert.Single(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public void A_file_that_replaced_the_loaded_file_is_not_removed()
    {
        var policy = new StorePolicy { ColdMaxTokens = 600 };
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Policy = policy });
        var loaded = Samples.Store(directory, "text", 700, Samples.OldSession).Entry!;
        var replaced = false;
        using var destination = new CallbackStream(() =>
        {
            if (!replaced)
            {
                replaced = true;
                File.Delete(loaded.Path);
                Samples.Store(Open(), "text", 650, Samples.OldSession);
            }
        });

        var result = Samples.Load(directory, "text", destination, Samples.OldSession);

        Assert.Equal(700U, result.Loaded?.Header.Tokens);
        Assert.True(replaced);
        Assert.Equal(650U, Assert.Single(directory.Entries()).Header.Tokens);
    }

    [Fact]
    public void A_file_that_is_evicted_while_it_is_read_is_read_to_its_end()
    {
        var directory = Open();
        var entry = Samples.Store(directory, "text").Entry!;
        using var destination = new CallbackStream(() => CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 1 }));

        var result = Samples.Load(directory, "text", destination);

        Assert.Equal(512U, result.Loaded?.Header.Tokens);
        Assert.Equal((long)entry.Header.PayloadBytes, destination.Written);
        Assert.Empty(directory.Entries());
    }

    [Fact]
    public void Hits_that_are_counted_while_a_copy_is_made_are_kept()
    {
        var directory = Open();
        var original = Samples.Store(directory, "text").Entry!;
        using var copy = Samples.CopyOf(original);
        directory.Touch(original);
        directory.Touch(original);

        var header = original.Header with { Extensions = KvcExtensions.ToolMap };
        Assert.True(copy.TryPublish(() => ToolMapRenewal.TakesOver(copy, header, original), [], CancellationToken.None));

        Assert.Equal(header with { Hits = 2 }, Fixture.HeaderOf(File.ReadAllBytes(original.Path).AsSpan(0, KvcHeader.Size)));
    }

    [Fact]
    public void A_copy_is_not_published_if_the_original_is_gone()
    {
        var directory = Open();
        var original = Samples.Store(directory, "text").Entry!;
        using var copy = Samples.CopyOf(original);
        File.Delete(original.Path);

        Assert.False(copy.TryPublish(() => ToolMapRenewal.TakesOver(copy, original.Header, original), [], CancellationToken.None));
        Assert.False(File.Exists(original.Path));
    }

    private CacheDirectory Open() => CacheDirectory.Open(_scratch.Path);
}

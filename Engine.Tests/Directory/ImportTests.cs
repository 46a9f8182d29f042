namespace KvCache.Tests;

/// <summary>Imports of checkpoints and of the system prompt.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly ScratchDirectory _from = new();
    private readonly ScratchDirectory _to = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public void A_whole_file_is_imported_byte_for_byte_and_leaves_no_page()
    {
        var entry = Samples.Store(CacheDirectory.Open(_from.Path), "text").Entry!;
        var directory = CacheDirectory.Open(_to.Path, new CacheDirectoryOptions { BudgetBytes = 0 }); // No limit.
        using var file = File.OpenRead(entry.Path);

        Assert.Equal(StoreOutcome.Stored, directory.Import(entry.Key, file).Outcome);

        Assert.Equal(0, IoPolicy.PageCache.GetResidency(directory.PathOf(entry.Key)).CachedPages);
        Assert.Equal(File.ReadAllBytes(entry.Path), File.ReadAllBytes(directory.PathOf(entry.Key)));
    }

    [Theory]
    [InlineData(0, Label = "the magic")]
    [InlineData(47, Label = "the payload's length")]
    [InlineData(52, Label = "the text")]
    [InlineData(56, Label = "the magic of the payload")]
    [InlineData(56 + 519_220 + 8, Label = "a row count in the payload")]
    public void A_file_that_is_not_sound_changes_nothing(int offset)
    {
        var entry = Samples.Store(CacheDirectory.Open(_from.Path), "text").Entry!;
        var bytes = File.ReadAllBytes(entry.Path);
        bytes[offset] ^= 0x55;
        var directory = CacheDirectory.Open(_to.Path);

        Assert.Throws<KvcFormatException>(() => directory.Import(entry.Key, new MemoryStream(bytes)));

        Assert.Empty(Directory.GetFiles(_to.Path));
    }

    [Fact]
    public void A_file_that_is_there_already_stays()
    {
        var entry = Samples.Store(CacheDirectory.Open(_from.Path), "text", seed: 1).Entry!;
        var directory = CacheDirectory.Open(_to.Path);
        var mine = Samples.Store(directory, "text", seed: 2).Entry!;
        using var file = File.OpenRead(entry.Path);

        Assert.Equal(StoreOutcome.Kept, directory.Import(entry.Key, file).Outcome);

        Assert.Equal(0, file.Position);
        Assert.Equal(mine, Assert.Single(directory.Entries()));
    }

    [Fact]
    public void A_system_prompt_is_imported_and_stays_afterwards()
    {
        var directory = CacheDirectory.Open(_to.Path);
        var path = Fixture.CurrentDs4.Unpack("agent-flash-system", _from.Path);
        using var file = File.OpenRead(path);

        Assert.Equal(StoreOutcome.Stored, directory.ImportSystemPrompt(file).Outcome);

        var imported = Path.Combine(_to.Path, AgentDirectory.SystemPromptFileName);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(imported));
        Assert.Equal(StoreOutcome.Kept, directory.ImportSystemPrompt(new MemoryStream([1, 2, 3])).Outcome);
        Assert.Equal([imported], Directory.GetFiles(_to.Path));
        Assert.Empty(directory.Entries());
    }

    [Theory]
    [InlineData(40, 0, "no payload")]
    [InlineData(3, 2, "a newer version")]
    [InlineData(8, 9, "another number of tokens")]
    public void A_system_prompt_that_is_not_sound_changes_nothing(int offset, byte value, string label)
    {
        var directory = CacheDirectory.Open(_to.Path);
        var bytes = File.ReadAllBytes(Fixture.CurrentDs4.Unpack("agent-flash-system", _from.Path));
        bytes.AsSpan(offset, offset == 40 ? 8 : 1).Fill(value);

        _ = Assert.Throws<KvcFormatException>(() => directory.ImportSystemPrompt(new MemoryStream(bytes)));

        Assert.True(Directory.GetFiles(_to.Path) is [], label);
    }

    [Fact]
    public void A_system_prompt_of_a_newer_program_stays()
    {
        var directory = CacheDirectory.Open(_to.Path);
        var path = Fixture.CurrentDs4.Unpack("agent-flash-system", _from.Path);
        var newer = File.ReadAllBytes(path);
        newer[20] = 3; // Byte 20 is the payload ABI.
        File.WriteAllBytes(Path.Combine(_to.Path, AgentDirectory.SystemPromptFileName), newer);
        using var file = File.OpenRead(path);

        Assert.Equal(StoreOutcome.ForeignFile, directory.ImportSystemPrompt(file).Outcome);

        Assert.Equal(newer, File.ReadAllBytes(Path.Combine(_to.Path, AgentDirectory.SystemPromptFileName)));
    }

    [Fact]
    public void A_damaged_file_of_the_same_name_is_replaced()
    {
        var entry = Samples.Store(CacheDirectory.Open(_from.Path), "text").Entry!;
        var directory = CacheDirectory.Open(_to.Path);
        Fixture.Sparse(directory.PathOf(entry.Key), "KVC"u8, 60);
        using var file = File.OpenRead(entry.Path);

        Assert.Equal(StoreOutcome.Stored, directory.Import(entry.Key, file).Outcome);

        Assert.Equal(entry.Header, Assert.Single(directory.Entries()).Header);
    }
}

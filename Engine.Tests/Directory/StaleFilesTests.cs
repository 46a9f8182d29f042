namespace KvCache.Tests;

/// <summary>
/// Files that ds4 since May 2026 never removes. They are found, and removed only on request. Opening an agent's directory also removes
/// abandoned temporary files.
/// </summary>
public sealed class StaleFilesTests : IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Checkpoints_of_the_old_generation_are_removed_and_others_stay()
    {
        using var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Checks = PayloadChecks.None });
        var old = Samples.Store(directory, "old", session: Samples.OldSession).Entry!;
        var current = Samples.Store(directory, "current").Entry!;

        Assert.Equal([old], StaleFiles.Checkpoints(_scratch.Path));
        Assert.Equal([old], directory.RemoveStale().Removed);

        Assert.Equal([current], directory.Entries());
    }

    [Theory]
    [InlineData(0, true, "ds4 before May 2026")]
    [InlineData(2, false, "ds4 of August 2026")]
    [InlineData(3, false, "a newer program")]
    public void A_system_prompt_is_stale_if_it_is_of_the_old_generation(byte abi, bool isStale, string label)
    {
        var path = _scratch.File(AgentDirectory.SystemPromptFileName);
        File.Move(Samples.WriteRaw(_scratch.Path, "a prompt", new KvcHeader { QuantBits = 2, PayloadAbi = abi, Tokens = 20 }, new byte[100]), path);
        using var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 1, PayloadAbi = Math.Min(abi, (byte)2) });

        string[] stale = isStale ? [path] : [];

        Assert.Empty(directory.Evict().Removed);
        Assert.Equal(stale, StaleFiles.Checkpoints(_scratch.Path).Select(entry => entry.Path));
        Assert.Equal(stale, directory.RemoveStale().Removed.Select(entry => entry.Path));

        Assert.True(isStale != File.Exists(path), label);
    }

    [Fact]
    public void A_payload_is_removed_only_if_it_is_old_and_no_process_has_it_open()
    {
        var abandoned = Make("ds4-session-payload.a1B2c3");
        var open = Make("ds4-session-payload.d4E5f6");
        var young = Make("ds4-session-payload.g7H8i9", isOld: false);
        var other = Make("ds4-session-payload.toolong");
        File.CreateSymbolicLink(_scratch.File("ds4-session-payload.linked"), abandoned);
        using (File.OpenRead(open))
        {
            Assert.Equal([abandoned], StaleFiles.AbandonedPayloads(_scratch.Path, DateTimeOffset.UtcNow, Age).Select(file => file.FullName));
            Assert.False(StaleFiles.RemovePayload(open, DateTimeOffset.UtcNow, Age));
            Assert.False(StaleFiles.RemovePayload(young, DateTimeOffset.UtcNow, Age));
            Assert.True(StaleFiles.RemovePayload(abandoned, DateTimeOffset.UtcNow, Age));
        }

        Assert.Equal([open], StaleFiles.AbandonedPayloads(_scratch.Path, DateTimeOffset.UtcNow, Age).Select(file => file.FullName));
        Assert.True(File.Exists(open) && File.Exists(young) && File.Exists(other));
    }

    [Fact]
    public void A_temporary_file_of_ds4s_agent_is_swept_only_if_no_process_has_it_open()
    {
        var name = KvcKey.OfText("x"u8).FileName + ".tmp.";
        var abandoned = Make(name + "a1B2c3");
        var open = Make(name + "d4E5f6");
        var prompt = Make("sysprompt.kv.tmp.g7H8i9");
        using var held = File.OpenRead(open);

        using var directory = CacheDirectory.Open(_scratch.Path);

        Assert.Equal(((string[])[abandoned, prompt]).Order(), directory.Swept.Order());
        Assert.Equal([open], Directory.GetFiles(_scratch.Path));
    }

    private string Make(string name, bool isOld = true)
    {
        var path = Fixture.Sparse(_scratch.File(name), "DSV4"u8, 100);
        File.SetLastWriteTimeUtc(path, isOld ? DateTime.UtcNow.AddDays(-1) : DateTime.UtcNow);
        return path;
    }
}

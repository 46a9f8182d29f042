using System.Text;

namespace KvCache.Tests;

/// <summary>
/// Files of other generations, of other models and of newer programs. This program keeps the bytes that it does not know, and damages no
/// such file.
/// </summary>
public sealed class ForeignFileTests : IDisposable
{
    private const string Text = "text\n\n<tool_calls>a</tool_calls>";
    private static readonly byte[] Block = Encoding.UTF8.GetBytes("\n\n<tool_calls>a</tool_calls>");

    private readonly ScratchDirectory _scratch = new();

    /// <summary>Header bytes, by offset, that make a file foreign: a newer program made it, so this program does not know all of its parts.</summary>
    public static TheoryData<int, byte, string> Foreign => new()
    {
        { 3, 2, "version 2" },
        { 3, 255, "version 255" },
        { 20, 1, "payload ABI 1" },
        { 20, 3, "payload ABI 3" },
        { 20, 255, "payload ABI 255" },
        { 6, 0x10, "extension bit 4" },
        { 6, 0x80, "extension bit 7" },
        { 6, 0x41, "a tool map and extension bit 6" },
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0, 0, Label = "ds4 before May 2026")]
    [InlineData(1, 2, Label = "DeepSeek V4 Pro")]
    [InlineData(2, 2, Label = "GLM-5.2")]
    [InlineData(255, 2, Label = "an unknown model")]
    public void A_hit_and_a_new_tool_map_keep_model_ABI_and_reserved_bytes(byte model, byte abi)
    {
        var directory = Open(PayloadChecks.None);
        var session = Samples.Session with { ModelId = model, PayloadAbi = abi };
        var path = Samples.Store(directory, Text, tools: Tools("call_old")).Entry!.Path;

        // Byte 7 is the model, byte 20 the payload ABI, and bytes 21 to 23 are reserved.
        Patch(path, 7, model);
        Patch(path, 20, abi, 7, 8, 9);

        Assert.NotNull(Samples.Load(directory, Text, session: session).Loaded);
        Assert.Equal([model, abi, 7, 8, 9], KeptBytes(path));
        Assert.Equal(1U, Assert.Single(directory.Entries()).Header.Hits);

        using var payload = new MemoryStream(new byte[10]);
        var request = Samples.RequestOf(Text, 512, session, payload, Tools("call_new"));
        Assert.Equal(StoreOutcome.ToolMapAdded, directory.Store(request).Outcome);
        Assert.Equal([model, abi, 7, 8, 9], KeptBytes(path));
        Assert.Equal(model, Assert.Single(directory.Entries()).Header.ModelId);
    }

    [Fact]
    public void A_hit_counted_during_a_renewal_keeps_model_ABI_and_reserved_bytes()
    {
        var directory = Open(PayloadChecks.None);
        var old = Samples.Store(directory, Text, tools: Tools("call_old")).Entry!;
        Patch(old.Path, 7, 2);
        Patch(old.Path, 20, 2, 7, 8, 9);
        var before = Assert.Single(directory.Entries());
        var header = before.Header;
        using var copy = Samples.CopyOf(before);
        Assert.True(directory.Touch(before));

        Assert.True(copy.TryPublish(() => ToolMapRenewal.TakesOver(copy, header, before), [], CancellationToken.None));

        Assert.Equal([2, 2, 7, 8, 9], KeptBytes(old.Path));
        Assert.Equal(1U, Assert.Single(directory.Entries()).Header.Hits);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void No_operation_changes_a_foreign_file(int offset, byte value, string label)
    {
        foreach (var checks in (PayloadChecks[])[PayloadChecks.Dsv4, PayloadChecks.None])
        {
            var directory = Open(checks);
            var entry = Samples.Store(directory, Text, tools: Tools("call_old")).Entry!;
            Patch(entry.Path, offset, value);
            var before = File.ReadAllBytes(entry.Path);

            Assert.False(directory.Touch(entry), label);
            _ = Samples.Load(directory, Text);
            Assert.False(Samples.Store(directory, Text, tools: Tools("call_new")).Outcome is StoreOutcome.Stored or StoreOutcome.ToolMapAdded, label);
            Assert.False(directory.Import(entry.Key, new MemoryStream(before)).Outcome == StoreOutcome.Stored, label);

            Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(entry.Path)), label);
            File.Delete(entry.Path);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_store_says_that_a_foreign_file_is_in_its_place(int offset, byte value, string label)
    {
        var directory = Open(PayloadChecks.Dsv4);
        var path = Samples.WriteRaw(_scratch.Path, Text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 512, ContextSize = 4096 }, new byte[100]);
        Patch(path, offset, value);

        var result = Samples.Store(directory, Text);

        Assert.True(result.Outcome == StoreOutcome.ForeignFile && !result.IsAvailable, $"{label}: {result.Outcome}");
        Assert.Single(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public void A_file_of_current_ds4_is_not_replaced_by_a_file_of_ABI_0()
    {
        var directory = Open(PayloadChecks.Dsv4);
        var path = Samples.WriteRaw(_scratch.Path, Text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 512, ContextSize = 4096 }, new byte[100]);
        var before = File.ReadAllBytes(path);

        Assert.Equal(StoreOutcome.ForeignFile, Samples.Store(directory, Text, session: Samples.OldSession).Outcome);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    /// <summary>As in ds4, because no eviction of the current generation would remove the old file.</summary>
    [Fact]
    public void A_file_of_the_old_generation_is_replaced_by_a_store_of_the_same_text()
    {
        var directory = Open(PayloadChecks.Dsv4);
        var old = Samples.Store(directory, Text, session: Samples.OldSession).Entry!;
        Assert.Equal(KvcHeader.OldPayloadAbi, old.Header.PayloadAbi);

        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, Text).Outcome);

        Assert.Equal(KvcHeader.CurrentPayloadAbi, Assert.Single(directory.Entries()).Header.PayloadAbi);
    }

    [Fact]
    public void A_file_of_another_model_is_not_replaced()
    {
        var directory = Open(PayloadChecks.Dsv4);
        var flash = Samples.Store(directory, Text).Entry!;

        var result = Samples.Store(directory, Text, session: Samples.Session with { ModelId = KvcModels.Pro });

        Assert.Equal((StoreOutcome.OtherModel, false), (result.Outcome, result.IsAvailable));
        Assert.Equal(flash, Assert.Single(directory.Entries()));
        Assert.NotNull(Samples.Load(directory, Text).Loaded);
    }

    [Fact]
    public void A_damaged_file_of_another_model_is_replaced()
    {
        var directory = Open(PayloadChecks.Dsv4);
        var flash = Samples.Store(directory, Text).Entry!;
        Patch(flash.Path, (int)flash.Header.PayloadOffset, 0);

        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, Text, session: Samples.Session with { ModelId = KvcModels.Pro }).Outcome);
    }

    /// <summary>This program can read a file that is foreign only by an extension bit (byte 6), so the scan lists it as a checkpoint.</summary>
    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_scan_and_a_verification_report_no_damage_in_a_newer_file(int offset, byte value, string label)
    {
        var entry = Samples.Store(Open(PayloadChecks.Dsv4), Text).Entry!;
        Patch(entry.Path, offset, value);
        var verification = KvcVerifier.Verify(entry.Path);
        Assert.True(verification.IsSound, label);
        Assert.True(Assert.Single(DirectoryScan.Read(_scratch.Path)).Faulty is { } faulty ? faulty.IsNewer && faulty.FileBytes == entry.FileBytes : offset == 6, label);
        Assert.Equal(offset != 6, verification.IsNewer);
    }

    /// <summary>The newer file has the lowest score, and still stays.</summary>
    [Theory]
    [MemberData(nameof(Foreign))]
    public void An_eviction_removes_no_newer_file(int offset, byte value, string label)
    {
        var directory = Open(PayloadChecks.None);
        var newer = Samples.Store(directory, Text).Entry!;
        var other = Samples.Store(directory, "other", tokens: 600).Entry!;
        Patch(newer.Path, offset, value);

        using var evicting = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 1 });

        Assert.Equal([other.Path], evicting.OpeningEviction.Removed.Select(entry => entry.Path));
        Assert.True(File.Exists(newer.Path), label);
    }

    [Fact]
    public void A_foreign_file_under_another_spelling_of_the_name_stays()
    {
        var directory = Open(PayloadChecks.None);
        var entry = Samples.Store(directory, Text).Entry!;
        Patch(entry.Path, 20, 3);
        var other = _scratch.File(entry.Key.ToString().ToUpperInvariant() + KvcKey.Suffix);
        File.Move(entry.Path, other);

        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, Text).Outcome);

        Assert.True(File.Exists(other));
    }

    [Fact]
    public void A_title_behind_the_payload_is_not_replaced_by_a_tool_map()
    {
        var directory = Open(PayloadChecks.None);
        var entry = Samples.Store(directory, Text).Entry!;
        Patch(entry.Path, 6, (byte)KvcExtensions.SessionTitle);
        File.AppendAllBytes(entry.Path, [5, 0, 0, 0, .. "title"u8]);
        var before = File.ReadAllBytes(entry.Path);

        Assert.Equal(StoreOutcome.Kept, Samples.Store(directory, Text, tools: Tools("call_new")).Outcome);

        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(entry.Path)));
    }

    [Fact]
    public void A_long_checkpoint_of_a_newer_program_is_not_removed_after_its_load()
    {
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Policy = new StorePolicy { ColdMaxTokens = 100 } });
        var entry = Samples.Store(directory, Text, session: Samples.OldSession).Entry!;
        Patch(entry.Path, 6, 0x10);

        var result = Samples.Load(directory, Text, session: Samples.OldSession);

        Assert.NotNull(result.Loaded);
        Assert.False(result.Consumed);
        Assert.True(File.Exists(entry.Path));
    }

    private static byte[] KeptBytes(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return [bytes[7], .. bytes[20..24]];
    }

    private static void Patch(string path, int offset, params byte[] bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, bytes, offset);
    }

    private static ToolMemory Tools(string id)
    {
        var memory = new ToolMemory();
        memory.Put(Encoding.UTF8.GetBytes(id), Block);
        return memory;
    }

    private CacheDirectory Open(PayloadChecks checks) => CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Checks = checks });
}

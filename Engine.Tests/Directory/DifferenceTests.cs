using System.Buffers.Binary;
using System.Text;

namespace KvCache.Tests;

/// <summary>Intended differences between the engine and ds4. Each is a line of docs/compatibility.md.</summary>
public sealed class DifferenceTests : IDisposable
{
    private static readonly byte[] Block = Encoding.UTF8.GetBytes("\n\n<tool_calls>a</tool_calls>");

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void If_the_longest_checkpoint_is_refused_the_next_best_is_loaded()
    {
        var directory = Open();
        var good = Samples.Store(directory, "shared beginning", session: Samples.OldSession).Entry!;
        var refused = Samples.Store(directory, "shared beginning, longer", 600, Samples.OldSession with { ContextSize = 1500 }).Entry!;
        using var destination = new HashingStream();

        var result = Samples.Load(directory, "shared beginning, longer and more", destination, Samples.OldSession);

        Assert.Equal(good.Key, result.Entry?.Key);
        Assert.Equal((long)good.Header.PayloadBytes, destination.Written);
        var (entry, fault) = Assert.Single(result.Refused);
        Assert.Equal(refused.Key, entry.Key);
        Assert.Equal(KvcFaultKind.Payload, fault.Kind);
        Assert.True(File.Exists(refused.Path));
    }

    [Fact]
    public void An_incompatible_file_stays_until_its_replacement_is_complete()
    {
        var directory = Open(new CacheDirectoryOptions { RejectDifferentQuant = true });
        var old = Samples.Store(directory, "text", session: new KvSession(4, Samples.ContextSize)).Entry!;
        using var broken = new MemoryStream(new byte[1000]);
        var request = Samples.RequestOf("text", 512, Samples.Session, broken) with { PayloadBytes = 5000 };

        Assert.Throws<EndOfStreamException>(() => directory.Store(request));

        Assert.Equal(old, Assert.Single(directory.Entries()));
        Assert.Single(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public void A_file_that_no_session_can_load_does_not_keep_a_good_one_out()
    {
        var directory = Open();
        Samples.Store(directory, "text", 600, Samples.OldSession with { ContextSize = 1500 });
        Assert.Null(Samples.Load(directory, "text", session: Samples.OldSession).Loaded);

        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, "text", 600, Samples.OldSession).Outcome);

        Assert.NotNull(Samples.Load(directory, "text", session: Samples.OldSession).Loaded);
    }

    /// <summary>A load reads the text in pieces of 1 MiB, and compares each piece with the same place in the prompt.</summary>
    [Theory]
    [InlineData(1 << 20, Label = "one piece")]
    [InlineData((1 << 20) + 1, Label = "a piece and one byte")]
    [InlineData((2 << 20) + 100, Label = "two pieces and a part")]
    public void A_text_of_one_or_more_pieces_is_found_and_loaded(int characters)
    {
        var directory = Open();
        var text = Convert.ToHexString(System.Security.Cryptography.SHA512.HashData([1])) + new string('a', characters - 1000) + new string('b', 1000 - 128);
        _ = Samples.Store(directory, text).Entry!;

        Assert.NotNull(Samples.Load(directory, text).Loaded);
        Assert.NotNull(Samples.Load(directory, text + " and more").Loaded);
        Assert.Equal(StoreOutcome.Kept, Samples.Store(directory, text).Outcome);
        Assert.Null(Samples.Load(directory, text[..^1] + "c").Loaded);
    }

    [Fact]
    public void A_full_context_is_not_stored_because_no_session_could_load_it()
    {
        var directory = Open();
        using var payload = SyntheticPayload.OpenRead(1024, 1025);

        var result = directory.Store(Samples.RequestOf("text", 1024, Samples.OldSession with { ContextSize = 1024 }, payload));

        Assert.Equal(StoreOutcome.NotLoadable, result.Outcome);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public void New_tool_calls_are_added_to_a_copy_and_the_old_ones_are_kept()
    {
        var directory = Open();
        var first = Samples.Store(directory, "text" + Encoding.UTF8.GetString(Block), tools: Tools("call_old")).Entry!;
        using var reader = File.OpenRead(first.Path);

        var result = Samples.Store(directory, "text" + Encoding.UTF8.GetString(Block), tools: Tools("call_new"));

        Assert.Equal(StoreOutcome.ToolMapAdded, result.Outcome);
        Assert.Equal(["call_new", "call_old"], ToolsOf(result.Entry!));
        Assert.Equal(first.FileBytes, reader.Length);
        Assert.Equal(first.Header.PayloadBytes, result.Entry!.Header.PayloadBytes);
        Assert.NotNull(Samples.Load(directory, "text" + Encoding.UTF8.GetString(Block)).Loaded);
    }

    [Fact]
    public void Tool_calls_that_a_file_already_has_are_not_written_again()
    {
        var directory = Open();
        var text = "text" + Encoding.UTF8.GetString(Block);
        Samples.Store(directory, text, tools: Tools("call_a", "call_b"));
        var before = File.GetLastWriteTimeUtc(directory.PathOf(KvcKey.OfText(Samples.Text(text))));

        Assert.Equal(StoreOutcome.Kept, Samples.Store(directory, text, tools: Tools("call_a", "call_b")).Outcome);
        Assert.Equal(StoreOutcome.Kept, Samples.Store(directory, text, tools: Tools("call_a")).Outcome);

        Assert.Equal(before, File.GetLastWriteTimeUtc(directory.PathOf(KvcKey.OfText(Samples.Text(text)))));
    }

    [Fact]
    public void Another_spelling_of_the_name_is_removed_when_the_file_is_written()
    {
        var directory = Open(new CacheDirectoryOptions { RejectDifferentQuant = true });
        var key = KvcKey.OfText(Samples.Text("text"));
        var twin = Samples.Store(directory, "text", session: new KvSession(4, Samples.ContextSize)).Entry!;
        File.Move(twin.Path, _scratch.File(key.ToString().ToUpperInvariant() + KvcKey.Suffix));

        Samples.Store(directory, "text");

        Assert.Equal([key.FileName], Directory.GetFiles(_scratch.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Abandoned_temporary_files_are_swept_when_the_directory_is_opened()
    {
        var name = KvcKey.OfText([]).FileName;
        var ours = Fixture.Sparse(_scratch.File(name + ".tmp.4194305-0123456789abcdef"), [], 100);
        var foreign = Fixture.Sparse(_scratch.File(name + ".tmp.4194305"), [], 100);
        var young = Fixture.Sparse(_scratch.File(name + ".tmp.4194306"), [], 100);
        var alive = Fixture.Sparse(_scratch.File(name + $".tmp.{Environment.ProcessId}"), [], 100);
        var other = Fixture.Sparse(_scratch.File("notes.kv.tmp.4194305"), [], 100);
        foreach (var path in (string[])[foreign, alive, other])
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
        }

        var swept = Open().Swept;

        Assert.Equal([foreign, ours], swept.Order(StringComparer.Ordinal));
        Assert.True(File.Exists(young) && File.Exists(alive) && File.Exists(other));
        Assert.False(File.Exists(ours) || File.Exists(foreign));
    }

    [Fact]
    public void A_temporary_file_that_is_being_written_is_not_swept()
    {
        var directory = Open();
        using var payload = new CallbackPayload(SyntheticPayload.OpenRead(512, 4096), () => Assert.Empty(Open().Swept));

        Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf("text", 512, Samples.Session, payload)).Outcome);
        Assert.True(payload.Calls > 1);
    }

    [Fact]
    public void Hits_stop_at_their_largest_number()
    {
        var directory = Open();
        var entry = Samples.Store(directory, "text").Entry!;
        Assert.True(HeaderTouch.Touch(entry.Path, _ => uint.MaxValue, 5));

        Assert.True(directory.Touch(entry));

        Assert.Equal(uint.MaxValue, Assert.Single(directory.Entries()).Header.Hits);
    }

    [Fact]
    public void A_row_count_over_its_own_layers_capacity_is_refused()
    {
        // Layer 3 has room for 34 rows. ds4 allows the 1,026 rows of a layer of ratio 4, and writes past the end of the buffer.
        const int LayerThree = 3;
        using var bytes = new MemoryStream();
        using (var payload = SyntheticPayload.OpenRead(512, 4096))
        {
            payload.CopyTo(bytes);
        }

        var count = bytes.GetBuffer().AsSpan((int)DsvLayout.Flash.CountsOffset(512) + (LayerThree * sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(count, 35);

        Assert.False(DsvPayload.TryRead(bytes, 0, bytes.Length, DsvLayout.Flash, 4096, out _, out var fault));
        Assert.Equal(new DsvFault(DsvFaultKind.RowCount, DsvLayout.Flash.CountsOffset(512) + 12, "at most 34 compressed rows in layer 3", "35"), fault);
    }

    private static ToolMemory Tools(params string[] ids)
    {
        var memory = new ToolMemory();
        foreach (var id in ids)
        {
            memory.Put(Encoding.UTF8.GetBytes(id), Block);
        }

        return memory;
    }

    private static IEnumerable<string> ToolsOf(KvcEntry entry)
    {
        using var file = File.OpenRead(entry.Path);
        file.Position = entry.FileBytes - entry.TrailerBytes;
        var memory = new ToolMemory();
        ToolMap.Read(file, entry.TrailerBytes, memory);
        return [.. memory.NewestFirst.Reverse().Select(tool => tool.IdText)];
    }

    [Fact]
    public void A_stripped_file_of_the_same_text_is_replaced_if_payload_checks_are_on()
    {
        var path = WriteStripped(KvcModels.Flash);
        var before = File.ReadAllBytes(path);

        using (var lenient = Open(new CacheDirectoryOptions { Checks = PayloadChecks.None }))
        {
            Assert.Equal(StoreOutcome.Kept, Samples.Store(lenient, "text").Outcome);
            Assert.Equal(before, File.ReadAllBytes(path));
        }

        using var directory = Open();
        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, "text").Outcome);
        Assert.NotNull(Samples.Load(directory, "text").Loaded);
    }

    [Fact]
    public void A_stripped_file_of_another_model_stays()
    {
        var before = File.ReadAllBytes(WriteStripped(KvcModels.Pro));
        using var directory = Open();

        Assert.Equal(StoreOutcome.OtherModel, Samples.Store(directory, "text").Outcome);

        Assert.Equal(before, File.ReadAllBytes(directory.PathOf(KvcKey.OfText("text"u8))));
    }

    private string WriteStripped(byte modelId) => Samples.WriteRaw(_scratch.Path, "text", new KvcHeader
    {
        QuantBits = 2,
        PayloadAbi = KvcHeader.CurrentPayloadAbi,
        ModelId = modelId,
        Reason = KvcReason.AgentSession,
        Tokens = 512,
        ContextSize = Samples.ContextSize,
    }, []);

    private CacheDirectory Open(CacheDirectoryOptions? options = null) => CacheDirectory.Open(_scratch.Path, options);
}

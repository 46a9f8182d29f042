namespace KvCache.Tests;

/// <summary>The sentences about faulty payloads: the offset of the field, the expected value and the value that was found.</summary>
public sealed class DsvRulesTests
{
    /// <summary>The offset of the payload in the file.</summary>
    private const long Start = 100;

    private const uint Tokens = 300;
    private const uint ContextSize = 1000;

    /// <summary>The layout, whether a session is given, the number of a field, its value, and the sentence; null if the payload is accepted.</summary>
    public static TheoryData<string, bool, int, uint, string?> Fields => new()
    {
        { "flash", true, 0, 1, "at byte 100: expected the magic 34565344 (\"DSV4\"), found 00000001" },
        { "flash", true, 1, 1, "at byte 104: expected payload version 2, found 1" },
        { "flash", true, 1, 3, "at byte 104: expected payload version 2, found 3, of a newer program" },
        { "old", true, 1, 2, "at byte 104: expected payload version 1, found 2" },
        { "old", true, 1, 3, "at byte 104: expected payload version 1, found 3, of a newer program" },
        { "flash", true, 2, 1001, "at byte 108: expected a context of at most the session's 1000 tokens, found 1001" },
        { "flash", false, 2, 1001, null },
        { "flash", true, 7, 1000, "at byte 128: expected fewer tokens than the session's context of 1000, found 1000" },
        { "flash", true, 7, 999, null },
        { "flash", false, 7, 1000, null },
        { "flash", true, 8, 42, "at byte 132: expected 43 layers, found 42" },
        { "flash", true, 9, 511, "at byte 136: expected 512 floats in an attention row, found 511" },
        { "flash", true, 10, 127, "at byte 140: expected 128 floats in an indexer row, found 127" },
        { "flash", true, 11, 7, "at byte 144: expected 129280 tokens in the vocabulary, found 7" },
        { "glm", true, 9, 255, "at byte 136: expected 256 floats in a key, found 255" },
        { "glm", true, 10, 255, "at byte 140: expected 256 floats in a value, found 255" },
        { "old", true, 3, 999, "at byte 112: expected the session's prefill chunk of 1000 tokens, found 999" },
        { "old", false, 3, 999, null },
        { "flash", true, 3, 999, null },
        { "flash", true, 5, 129, "at byte 120: expected the session's raw window of 128 rows, found 129" },
        { "flash", true, 4, 0, "at byte 116: expected a raw ring of at least 1 row, found 0" },
        { "flash", true, 4, 127, "at byte 116: expected a raw ring of at least the 128 rows saved, found 127" },
        { "flash", true, 12, 127, "at byte 148: expected 128 raw rows: the window, or all tokens if they are fewer, found 127" },
        { "flash", false, 5, 127, "at byte 148: expected 127 raw rows: the window, or all tokens if they are fewer, found 128" },
        { "flash", true, 6, 252, null },
        { "flash", true, 6, 253, "at byte 124: expected room for at most the session's 252 compressed rows, found 253" },
        { "flash", false, 6, 253, null },
        { "glm", true, 4, 0, "at byte 116: expected a full cache of 1 to 1000 rows, found 0" },
        { "glm", true, 4, 1001, "at byte 116: expected a full cache of 1 to 1000 rows, found 1001" },
        { "glm", false, 4, 8193, "at byte 116: expected a full cache of 1 to 8192 rows, found 8193" },
        { "glm", true, 5, 999, "at byte 120: expected a window of the full cache's 1000 rows, found 999" },
        { "glm", true, 12, 301, "at byte 148: expected at most 300 rows of the full cache, found 301" },
        { "glm", true, 12, 300, null },
        { "glm", true, 6, 0, "at byte 124: expected room for the rows of 300 tokens, found 0" },
        { "glm", true, 6, 1001, "at byte 124: expected room for at most the session's 1000 compressed rows, found 1001" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_faulty_field_is_named(string layout, bool hasSession, int field, uint value, string? sentence)
    {
        var session = SessionOf(layout);

        var fault = DsvRules.Check(HeaderOf(session, field, value), session.Layout, hasSession ? session : null)?.InFile(Start);

        Assert.Equal(sentence, fault?.ToString());
        Assert.True(fault is null || fault.Kind == (sentence!.Contains("newer", StringComparison.Ordinal) ? KvcFaultKind.Newer : KvcFaultKind.Payload));
    }

    /// <summary>A layer, its compressed and indexer rows, and the sentence; null if the counts are accepted.</summary>
    [Theory]
    [InlineData("flash", true, 5, 9, 0, null)]
    [InlineData("flash", true, 5, 10, 0, "at byte 518492: expected at most 9 compressed rows in layer 5, found 10", Label = "a ratio of 128")]
    [InlineData("flash", true, 4, 252, 252, null)]
    [InlineData("flash", true, 4, 253, 0, "at byte 518488: expected at most 252 compressed rows in layer 4, found 253", Label = "a ratio of 4")]
    [InlineData("flash", true, 4, 0, 253, "at byte 518660: expected at most 252 indexer rows in layer 4, found 253", Label = "the indexer")]
    [InlineData("flash", true, 0, 252, 252, null)]
    [InlineData("flash", true, 0, 253, 0, "at byte 518472: expected at most 252 compressed rows in layer 0, found 253", Label = "a layer without rows")]
    [InlineData("flash", true, 5, 0, 253, "at byte 518664: expected at most 252 indexer rows in layer 5, found 253", Label = "a layer without an indexer")]
    [InlineData("flash", false, 5, 10, 0, "at byte 518492: expected at most 9 compressed rows in layer 5, found 10", Label = "the context of the file")]
    [InlineData("glm", true, 0, 300, 300, null)]
    [InlineData("glm", true, 0, 299, 300, "at byte 620872: expected 300 compressed rows in layer 0, found 299", Label = "one row for each token")]
    [InlineData("glm", true, 0, 300, 299, "at byte 621184: expected 300 indexer rows in layer 0, found 299", Label = "one indexer row for each token")]
    [InlineData("glm", true, 3, 300, 1, "at byte 621196: expected 0 indexer rows in layer 3, found 1", Label = "no indexer row")]
    public void A_faulty_row_count_is_named(string layout, bool hasSession, int layer, uint rows, uint indexRows, string? sentence)
    {
        var session = SessionOf(layout);
        var shape = session.Layout;
        var layers = Enumerable.Range(0, shape.Layers)
            .Select(index => shape.HasFullCache ? new DsvLayer(0, 0, Tokens, shape.HasIndexer(index) ? Tokens : 0) : default).ToArray();
        layers[layer] = new DsvLayer(0, 0, rows, indexRows);

        Assert.Equal(sentence, DsvRules.CheckRows(HeaderOf(session), shape, layers, hasSession ? session : null)?.InFile(Start).ToString());
    }

    [Theory]
    [InlineData("flash", 0, 1024, null)]
    [InlineData("flash", 0, 1000, "at byte 1100: expected 1024 bytes for these row counts, found the payload's end at 1000")]
    [InlineData("flash", 0, 1030, "at byte 1124: expected the payload's end at 1024, by its row counts, found 6 more bytes")]
    [InlineData("glm", 0, 1030, "at byte 1124: expected the payload's end at 1024, by its row counts, found 6 more bytes")]
    [InlineData("glm", 5, 1024, "at byte 1124: expected more than 1024 bytes for 5 rows of the full cache, found the payload's end at 1024")]
    [InlineData("glm", 5, 1025, "at byte 148: expected no rows of the full cache, found 5, of a newer program")]
    public void A_faulty_length_is_named(string layout, uint rawRows, long length, string? sentence)
    {
        var session = SessionOf(layout);
        DsvLayer[] layers = [new(0, 1000, 0, 0), new(1000, 24, 0, 0)];

        Assert.Equal(sentence, DsvRules.CheckLength(HeaderOf(session, 12, rawRows), session.Layout, layers, length)?.InFile(Start).ToString());
    }

    [Theory]
    [InlineData(51, "at byte 151: expected 52 bytes of fields, found the payload's end after 51")]
    [InlineData(518_715, "at byte 518815: expected row counts up to byte 518716 behind 300 tokens, found the payload's end at 518715")]
    public void A_payload_that_is_cut_is_named_with_its_end(long length, string sentence)
    {
        using var payload = SyntheticPayload.OpenRead(Tokens, ContextSize);
        payload.Position = 7;

        Assert.False(DsvPayload.TryRead(payload, 0, length, DsvLayout.Flash, ContextSize, out _, out var fault));

        Assert.Equal((sentence, 7), (fault.InFile(Start).ToString(), payload.Position));
    }

    /// <summary>More tokens than fit in a piece of 64 KiB.</summary>
    [Fact]
    public void All_tokens_are_read_and_the_first_strange_one_is_named()
    {
        const uint Many = 40_000;
        const int Strange = 17_001;
        using var scratch = new ScratchDirectory();
        using var source = SyntheticPayload.OpenRead(Many, Many + 1);
        var bytes = new byte[DsvHeader.Size + (Many * sizeof(uint))];
        source.ReadExactly(bytes);
        Assert.True(DsvPayload.TryRead(source, 0, source.Length, DsvLayout.Flash, contextSize: null, out var payload, out _));

        var tokens = payload.ReadTokens(source, 0);

        Assert.True(tokens.AsSpan().SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(DsvHeader.Size))));
        var path = scratch.File("tokens");
        foreach (var index in (int[])[(int)Many - 1, Strange])
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(DsvHeader.Size + (index * sizeof(uint))), 129_280);
        }

        File.WriteAllBytes(path, [.. new byte[KvcHeader.Size], .. bytes]);
        using var file = File.OpenRead(path);
        var header = new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = Many, ContextSize = Many + 1 };
        Assert.Equal(
            [$"warning at byte {KvcHeader.Size + DsvHeader.Size + (Strange * sizeof(uint))}: expected a token id below 129280, found 129280"],
            PayloadFindings.Of(file, header, payload).Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData(51)]
    [InlineData(0)]
    public void Fields_need_a_buffer_of_their_size(int length)
    {
        Assert.Equal($"The fields take 52 bytes; there are {length}. (Parameter 'bytes')", Assert.Throws<ArgumentException>(() => DsvHeader.Parse(new byte[length])).Message);
        Assert.Throws<ArgumentException>("bytes", () => default(DsvHeader).Format(new byte[length]));
    }

    private static DsvSession SessionOf(string layout) =>
        new(ContextSize, layout switch { "flash" => DsvLayout.Flash, "glm" => DsvLayout.Glm, _ => DsvLayout.Version1 });

    /// <summary>Creates the header that a session writes, with another value in one of its fields.</summary>
    private static DsvHeader HeaderOf(DsvSession session, int field = -1, uint value = 0)
    {
        var bytes = new byte[DsvHeader.Size];
        DsvHeader.Of(Tokens, session).Format(bytes);
        if (field >= 0)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(field * sizeof(uint)), value);
        }

        return DsvHeader.Parse(bytes);
    }
}

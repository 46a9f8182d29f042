namespace KvCache.Tests;

/// <summary>Which headers, lengths and names ds4 accepts: reject.json.</summary>
public sealed class RejectTests
{
    public static TheoryData<int, string> Edits => Fixture.Cases("reject");

    public static TheoryData<int, string> Truncations => Fixture.Cases("reject", "real_file_truncations", "truncate_to");

    public static TheoryData<int, string> Names => Fixture.Cases("reject", "file_names");

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edited_file_is_accepted_or_refused_as_ds4_does(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case("reject", index);
        var path = scratch.File(Fixture.Table("reject").Text("base_name"));
        var bytes = Edited(fact);
        Fixture.Sparse(path, bytes, bytes.Length);
        Assert.True(KvcKey.TryParseFileName(Path.GetFileName(path), out var key));

        Assert.Equal(fact.Flag("read_header_ok"), KvcHeader.TryParse(bytes, out _, out var headerFault));
        Assert.Equal(fact.Flag("read_header_ok"), headerFault is null);
        Assert.Equal(fact.Flag("accept"), DirectoryScan.TryReadEntry(path, key, out var entry, out var fault));
        Assert.NotEqual(entry is null, fault is null);
        if (entry is not null)
        {
            CheckEntry(fact.GetProperty("entry"), entry);
        }

        Assert.True(fault is null || fault.Offset <= Math.Max(bytes.Length, 4), $"{name}: {fault}");
    }

    [Theory]
    [MemberData(nameof(Truncations))]
    public void A_real_file_that_was_cut_is_accepted_or_refused_as_ds4_does(int index, string length)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case("reject", index, "real_file_truncations");
        var head = Fixture.Head(fact.Text("file"));
        var bytes = int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        var path = Fixture.Sparse(scratch.File(Fixture.Of(fact.Text("file")).Text("file_name")), head.AsSpan(0, Math.Min(head.Length, bytes)), bytes);
        Assert.True(KvcKey.TryParseFileName(Path.GetFileName(path), out var key));

        Assert.Equal(fact.Flag("accept"), DirectoryScan.TryReadEntry(path, key, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_that_of_a_cache_file_where_ds4_says_so(int index, string name)
    {
        var fact = Fixture.Case("reject", index, "file_names");

        Assert.Equal(fact.Flag("accept"), KvcKey.TryParseFileName(name, out var key));
        if (fact.Flag("accept"))
        {
            Assert.Equal(fact.Text("sha"), key.ToString());
        }
    }

    private static byte[] Edited(JsonElement fact)
    {
        var bytes = Fixture.Table("reject").Hex("base_hex");
        foreach (var edit in fact.Items("edits"))
        {
            edit.Hex("hex").CopyTo(bytes, edit.Int("offset"));
        }

        bytes = [.. bytes, .. fact.Hex("append_hex")];
        if (!fact.IsNull("truncate_to"))
        {
            Array.Resize(ref bytes, fact.Int("truncate_to"));
        }

        return bytes;
    }

    private static void CheckEntry(JsonElement fact, KvcEntry entry)
    {
        Assert.Equal(fact.Text("sha"), entry.Key.ToString());
        Assert.Equal(fact.UInt("quant_bits"), entry.Header.QuantBits);
        Assert.Equal(fact.UInt("reason"), (uint)entry.Header.Reason);
        Assert.Equal(fact.UInt("tokens"), entry.Header.Tokens);
        Assert.Equal(fact.UInt("hits"), entry.Header.Hits);
        Assert.Equal(fact.UInt("ctx_size"), entry.Header.ContextSize);
        Assert.Equal(fact.UInt("ext_flags"), (uint)entry.Header.Extensions);
        Assert.Equal(fact.ULong("created_at"), entry.Header.CreatedAt);
        Assert.Equal(fact.ULong("last_used"), entry.Header.LastUsed);
        Assert.Equal(fact.ULong("payload_bytes"), entry.Header.PayloadBytes);
        Assert.Equal(fact.UInt("text_bytes"), entry.Header.TextBytes);
        Assert.Equal(fact.Long("file_size"), entry.FileBytes);
    }
}

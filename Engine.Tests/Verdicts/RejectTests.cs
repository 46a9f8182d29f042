namespace KvCache.Tests;

/// <summary>Compares the accepted and refused headers, lengths and names with those of ds4, in reject.json of each <see cref="Fixture"/>.</summary>
public sealed class RejectTests
{
    public static TheoryData<string, int, string> Edits => Fixture.CasesOfBothSets("reject");

    public static TheoryData<string, int, string> Truncations => Fixture.CasesOfBothSets("reject", "real_file_truncations", "truncate_to");

    public static TheoryData<string, int, string> Names => Fixture.CasesOfBothSets("reject", "file_names");

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edited_file_is_accepted_or_refused_as_ds4_does(string set, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("reject", index));
        var path = scratch.File(fixture.Table("reject").Text("base_name"));
        var bytes = Edited(fixture, fact);
        Fixture.Sparse(path, bytes, bytes.Length);
        Assert.True(KvcKey.TryParseFileName(Path.GetFileName(path), out var key));

        var readsHeader = KvcHeader.TryParse(bytes, out var header, out var headerFault);
        var accepts = DirectoryScan.TryReadEntry(path, key, out var entry, out var fault);

        Assert.NotEqual(readsHeader, headerFault is not null);
        Assert.NotEqual(entry is null, fault is null);
        if (readsHeader && header.PayloadAbi != fixture.PayloadAbi)
        {
            // This program reads both generations, and ds4 only one.
            Assert.Equal(header.TryGetContentEnd(bytes.Length, out _), accepts);
            return;
        }

        if (headerFault?.Kind == KvcFaultKind.Newer)
        {
            // ds4 before May 2026 did not know that byte 20 would have a meaning.
            Assert.True(bytes[3] > 1 || bytes[20] is not (0 or 2), name);
            Assert.False(fact.Flag("read_header_ok") && fixture == Fixture.CurrentDs4, name);
            Assert.Equal(KvcFaultKind.Newer, fault?.Kind);
            return;
        }

        Assert.Equal(fact.Flag("read_header_ok"), readsHeader);
        Assert.Equal(fact.Flag("accept"), accepts);
        if (entry is not null)
        {
            CheckEntry(fixture, fact.GetProperty("entry"), entry);
        }

        Assert.True(fault is null || fault.Offset <= Math.Max(bytes.Length, 4), $"{name}: {fault}");
    }

    [Theory]
    [MemberData(nameof(Truncations))]
    public void A_real_file_that_was_cut_is_accepted_or_refused_as_ds4_does(string set, int index, string length)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("reject", index, "real_file_truncations"));
        var head = fixture.Head(fact.Text("file"));
        var bytes = int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        var path = Fixture.Sparse(scratch.File(fixture.Of(fact.Text("file")).Text("file_name")), head.AsSpan(0, Math.Min(head.Length, bytes)), bytes);
        Assert.True(KvcKey.TryParseFileName(Path.GetFileName(path), out var key));

        Assert.Equal(fact.Flag("accept"), DirectoryScan.TryReadEntry(path, key, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_accepted_or_refused_as_ds4_does(string set, int index, string name)
    {
        var fact = Fixture.Named(set).Case("reject", index, "file_names");

        Assert.Equal(fact.Flag("accept"), KvcKey.TryParseFileName(name, out var key));
        if (fact.Flag("accept"))
        {
            Assert.Equal(fact.Text("sha"), key.ToString());
        }
    }

    private static byte[] Edited(Fixture fixture, JsonElement fact)
    {
        var bytes = fixture.Table("reject").Hex("base_hex");
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

    private static void CheckEntry(Fixture fixture, JsonElement fact, KvcEntry entry)
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
        if (fixture == Fixture.CurrentDs4)
        {
            Assert.Equal(fact.UInt("model_id"), entry.Header.ModelId);
        }
    }
}

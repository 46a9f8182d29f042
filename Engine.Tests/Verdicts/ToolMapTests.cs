namespace KvCache.Tests;

/// <summary>
/// Writes and reads the tool map after a payload, and compares the results with those of ds4 in Fixtures/ktm.json. A tool map begins with
/// the letters KTM.
/// </summary>
public sealed class ToolMapTests
{
    public static TheoryData<int, string> Writes => Fixture.OldDs4.Cases("ktm", "write");

    public static TheoryData<int, string> Reads => Fixture.OldDs4.Cases("ktm", "read");

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_map_is_written_as_by_ds4(int index, string name)
    {
        var fact = Fixture.OldDs4.Case("ktm", index, "write");
        var memory = new ToolMemory();
        foreach (var put in fact.Items("memory_in_put_order"))
        {
            // ds4 calls a tool-call block DSML, after its tags: <｜DSML｜tool_calls>.
            memory.Put(System.Text.Encoding.UTF8.GetBytes(put.Text("id")), put.Hex("dsml_hex"));
        }

        var trailer = ToolMap.Format(fact.Hex("text_hex"), memory);

        Assert.Equal(fact.Text("trailer_hex"), Convert.ToHexStringLower(trailer));
        Assert.True(fact.Int("written") == trailer.Length, name);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public void A_map_is_read_as_by_ds4(int index, string name)
    {
        var fact = Fixture.OldDs4.Case("ktm", index, "read");
        var bytes = fact.Hex("hex");
        var memory = new ToolMemory();
        var wanted = fact.TextOrNull("wanted") is { } id ? System.Text.Encoding.UTF8.GetBytes(id) : null;

        var loaded = ToolMap.Read(new MemoryStream(bytes), bytes.Length, memory, wanted is null ? null : found => found.Span.SequenceEqual(wanted));

        Assert.True(fact.Int("loaded") == loaded, name);
        Assert.Equal(
            fact.Items("memory_newest_first").Select(entry => (entry.Text("id_hex"), entry.Text("dsml_hex"))),
            memory.NewestFirst.Select(entry => (Convert.ToHexStringLower(entry.Id.Span), Convert.ToHexStringLower(entry.Block.Span))));
    }
}

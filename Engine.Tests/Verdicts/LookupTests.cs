namespace KvCache.Tests;

/// <summary>Compares the file that a lookup picks with ds4's choice, in lookup.json of each <see cref="Fixture"/>.</summary>
public sealed class LookupTests
{
    public static TheoryData<string, int, string> Cases => Fixture.CasesOfBothSets("lookup");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_picked_file_is_that_of_ds4(string set, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("lookup", index));
        MakeDirectory(fixture, fact, scratch.Path);
        var prompt = PromptOf(fixture, fact.GetProperty("prompt"));

        var entries = DirectoryScan.Entries(scratch.Path).ToList();
        entries.Sort((one, other) => string.CompareOrdinal(one.FileName, other.FileName));
        if (fact.Text("dir_order") == "names descending")
        {
            entries.Reverse();
        }

        var session = new KvSession(fact.Int("quant_bits"), unchecked((uint)fact.Int("ctx_size")), fixture.ModelOf(fact, "model_id"), fixture.PayloadAbi);
        var found = PrefixLookup.Find(entries, prompt, session, fact.Int("min_tokens"), fact.Flag("reject_different_quant"));

        Assert.Equal(fact.Int("prompt_bytes"), prompt.Length);
        Assert.Equal(fact.Int("entries_seen"), entries.Count(entry => entry.Header.PayloadAbi == fixture.PayloadAbi));
        Assert.True(PickOf(fact) == (found.Count == 0 ? null : found[0].FileName), name);
        if (found.Count > 0)
        {
            Assert.Equal(fact.GetProperty("picked").UInt("tokens"), found[0].Header.Tokens);
            Assert.Equal(fact.GetProperty("picked").UInt("text_bytes"), found[0].Header.TextBytes);
            Assert.Equal(fixture.ModelOf(fact.GetProperty("picked"), "model_id"), found[0].Header.ModelId);
        }
    }

    [Fact]
    public void No_file_of_one_generation_is_picked_for_a_session_of_the_other()
    {
        using var scratch = new ScratchDirectory();
        foreach (var fixture in (Fixture[])[Fixture.OldDs4, Fixture.CurrentDs4])
        {
            foreach (var file in fixture.Files.Where(file => KvcKey.TryParseFileName(file.Text("file_name"), out _)))
            {
                Fixture.Sparse(scratch.File(file.Text("file_name")), fixture.Head(file.Text("name")), file.Long("file_size"));
            }
        }

        KvcEntry[] entries = [.. DirectoryScan.Entries(scratch.Path)];
        foreach (var fixture in (Fixture[])[Fixture.OldDs4, Fixture.CurrentDs4])
        {
            var session = new KvSession(2, 1 << 20, PayloadAbi: fixture.PayloadAbi);
            Assert.All(
                fixture.Files.SelectMany(file => PrefixLookup.Find(entries, fixture.TextOf(file.Text("name")), session, 1, sameQuant: false)),
                found => Assert.Equal(fixture.PayloadAbi, found.Header.PayloadAbi));
        }
    }

    private static string? PickOf(JsonElement fact) => fact.IsNull("picked") ? null : fact.GetProperty("picked").Text("file_name");

    private static byte[] PromptOf(Fixture fixture, JsonElement prompt) =>
        [.. fixture.TextOf(prompt.Text("text_of")).AsSpan(0, prompt.Int("take")), .. prompt.Hex("append_hex")];

    private static void MakeDirectory(Fixture fixture, JsonElement fact, string directory)
    {
        var excluded = fact.Items("exclude").Select(name => name.GetString()).ToHashSet();
        foreach (var file in fixture.Files.Where(file => !excluded.Contains(file.Text("name"))))
        {
            Fixture.Sparse(Path.Combine(directory, file.Text("file_name")), fixture.Head(file.Text("name")), file.Long("file_size"));
        }

        var extra = fact.Items("extra").Select(name => name.GetString()).ToHashSet();
        foreach (var file in fixture.Table("lookup").Items("extra_entries").Where(file => extra.Contains(file.Text("id"))))
        {
            Fixture.Sparse(Path.Combine(directory, file.Text("file_name")), [.. file.Hex("header52_hex"), .. file.Hex("text_hex")], file.Long("file_size"));
        }
    }
}

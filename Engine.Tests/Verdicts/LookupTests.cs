namespace KvCache.Tests;

/// <summary>Which file ds4 picks for a prompt: lookup.json.</summary>
public sealed class LookupTests
{
    public static TheoryData<int, string> Cases => Fixture.Cases("lookup");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_file_is_picked_that_ds4_picks(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case("lookup", index);
        MakeDirectory(fact, scratch.Path);
        var prompt = PromptOf(fact.GetProperty("prompt"));

        var entries = DirectoryScan.Entries(scratch.Path).ToList();
        entries.Sort((one, other) => string.CompareOrdinal(one.FileName, other.FileName));
        if (fact.Text("dir_order") == "names descending")
        {
            entries.Reverse();
        }

        var session = new KvSession(fact.Int("quant_bits"), unchecked((uint)fact.Int("ctx_size")));
        var found = PrefixLookup.Find(entries, prompt, session, fact.Int("min_tokens"), fact.Flag("reject_different_quant"));

        Assert.Equal(fact.Int("prompt_bytes"), prompt.Length);
        Assert.Equal(fact.Int("entries_seen"), entries.Count);
        Assert.True(PickOf(fact) == (found.Count == 0 ? null : found[0].FileName), name);
        if (found.Count > 0)
        {
            Assert.Equal(fact.GetProperty("picked").UInt("tokens"), found[0].Header.Tokens);
            Assert.Equal(fact.GetProperty("picked").UInt("text_bytes"), found[0].Header.TextBytes);
        }
    }

    private static string? PickOf(JsonElement fact) => fact.IsNull("picked") ? null : fact.GetProperty("picked").Text("file_name");

    private static byte[] PromptOf(JsonElement prompt) =>
        [.. Fixture.TextOf(prompt.Text("text_of")).AsSpan(0, prompt.Int("take")), .. prompt.Hex("append_hex")];

    private static void MakeDirectory(JsonElement fact, string directory)
    {
        var excluded = fact.Items("exclude").Select(name => name.GetString()).ToHashSet();
        foreach (var file in Fixture.Files.Where(file => !excluded.Contains(file.Text("name"))))
        {
            Fixture.Sparse(Path.Combine(directory, file.Text("file_name")), Fixture.Head(file.Text("name")), file.Long("file_size"));
        }

        var extra = fact.Items("extra").Select(name => name.GetString()).ToHashSet();
        foreach (var file in Fixture.Table("lookup").Items("extra_entries").Where(file => extra.Contains(file.Text("id"))))
        {
            Fixture.Sparse(Path.Combine(directory, file.Text("file_name")), [.. file.Hex("header52_hex"), .. file.Hex("text_hex")], file.Long("file_size"));
        }
    }
}

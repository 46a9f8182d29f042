namespace KvCache.Tests;

/// <summary>Whole loads from a directory of one file: load.json.</summary>
public sealed class LoadTests
{
    public static TheoryData<int, string> Cases => Fixture.Cases("load");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_is_loaded_touched_and_removed_as_by_ds4(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case("load", index);
        var path = Fixture.Unpack(fact.Text("file"), scratch.Path);
        Edit(path, fact.GetProperty("edit"));
        var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions
        {
            RejectDifferentQuant = fact.Flag("reject_different_quant"),
            Policy = new StorePolicy { ColdMaxTokens = fact.Int("cold_max_tokens") },
            Clock = new FixedClock(fact.Long("now")),
        });
        using var destination = new HashingStream();

        var result = directory.Load(new LoadRequest
        {
            Prompt = (byte[])[.. Fixture.TextOf(fact.Text("file")), .. " suffix"u8],
            Session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx")),
            Destination = destination,
        });

        Assert.True(fact.UInt("loaded") == (result.Loaded?.Header.Tokens ?? 0), name);
        Assert.Equal(fact.Flag("consumed"), result.Consumed);
        Assert.Equal(fact.Flag("file_exists_after"), File.Exists(path));
        Assert.Equal(result.Loaded is null ? 0 : Fixture.Of(fact.Text("file")).Long("payload_bytes"), destination.Written);
        CheckRefusal(fact, result);
        if (fact.Flag("file_exists_after"))
        {
            using var file = File.OpenRead(path);
            var header = new byte[KvcHeader.Size];
            file.ReadExactly(header);
            Assert.Equal(fact.Text("header52_after_hex"), Convert.ToHexStringLower(header));
        }
    }

    private static void Edit(string path, JsonElement edit)
    {
        if (edit.ValueKind != JsonValueKind.Null)
        {
            using var file = File.OpenWrite(path);
            file.Position = edit.Int("offset");
            file.Write(edit.Hex("hex"));
        }
    }

    private static void CheckRefusal(JsonElement fact, LoadResult result)
    {
        var expected = fact.Text("refused_because") switch
        {
            "" when fact.Flag("file_exists_after") || fact.Flag("consumed") => (KvcFaultKind?)null,
            "" => KvcFaultKind.TokenCount,
            "cached text hash mismatch" => KvcFaultKind.Text,
            _ => KvcFaultKind.Payload,
        };
        Assert.Equal(expected, result.Refused.Count == 0 ? null : result.Refused[0].Fault.Kind);
    }
}

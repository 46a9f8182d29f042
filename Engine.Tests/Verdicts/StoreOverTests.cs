using System.Text;

namespace KvCache.Tests;

/// <summary>
/// A store that meets a file of the same text: store_over.json. The table's files have payloads of zeros, so the directory
/// takes them for any bytes; what it does where it looks at them is in DifferenceTests.
/// </summary>
public sealed class StoreOverTests
{
    /// <summary>The one case where we do otherwise: the file's own ids are kept beside the new ones.</summary>
    private const string OldIdLost = "kept, old tool map on disk is replaced by the map in memory: the old id is lost";

    public static TheoryData<int, string> Cases => Fixture.Cases("store_over");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_file_is_kept_or_replaced_as_by_ds4(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Case("store_over", index);
        var text = fact.Hex("text_hex");
        var path = MakeExisting(fact, scratch.Path, KvcKey.OfText(text));
        var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions
        {
            BudgetBytes = fact.ULong("budget_bytes"),
            RejectDifferentQuant = fact.Flag("reject_different_quant"),
            Checks = PayloadChecks.None,
            Clock = new FixedClock(fact.Long("now")),
        });

        using var payload = SyntheticPayload.OpenRead(fact.UInt("live_tokens"), fact.UInt("session_ctx"));
        var result = directory.Store(new StoreRequest
        {
            Text = text,
            Tokens = fact.UInt("store_len"),
            LiveTokens = fact.UInt("live_tokens"),
            Session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx")),
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReasons.OfName(fact.Text("reason")),
            Extensions = (KvcExtensions)fact.Int("ext"),
            Tools = ToolsOf(fact.TextOrNull("tool_id"), text),
        });

        Assert.Equal(fact.Flag("returned"), result.IsAvailable);
        Assert.Equal(fact.Flag("exists_after"), File.Exists(path));
        Assert.Equal(fact.Text("after_header52_hex"), Convert.ToHexStringLower(FirstBytes(path)));
        Assert.Equal([Path.GetFileName(path)], Directory.GetFiles(scratch.Path).Select(Path.GetFileName));
        if (name != OldIdLost)
        {
            Assert.Equal(fact.Long("after_file_size"), new FileInfo(path).Length);
            Assert.Equal(fact.Text("after_trailer_hex"), Convert.ToHexStringLower(TrailerOf(path)));
        }
        else
        {
            Assert.Equal(["call_x", "call_old"], IdsOf(TrailerOf(path)));
        }
    }

    private static string MakeExisting(JsonElement fact, string directory, KvcKey key)
    {
        var text = fact.Hex("existing_text_hex");
        var trailer = ToolsOf(fact.TextOrNull("existing_tool_id"), text) is { } tools ? ToolMap.Format(text, tools) : [];
        var header = Fixture.HeaderOf(fact.Hex("existing_header52_hex"));
        byte[] whole = [.. fact.Hex("existing_header52_hex"), .. text, .. new byte[header.PayloadBytes], .. trailer];
        Array.Resize(ref whole, fact.Int("existing_file_size"));
        var path = Path.Combine(directory, key.FileName);
        File.WriteAllBytes(path, whole);
        return path;
    }

    private static ToolMemory? ToolsOf(string? id, byte[] text)
    {
        if (id is null)
        {
            return null;
        }

        var block = text.AsSpan().IndexOf("\n\n"u8);
        var memory = new ToolMemory();
        memory.Put(Encoding.UTF8.GetBytes(id), text.AsMemory(block));
        return memory;
    }

    private static byte[] FirstBytes(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[KvcHeader.Size];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] TrailerOf(string path)
    {
        using var file = File.OpenRead(path);
        var header = Fixture.HeaderOf(FirstBytes(path));
        file.Position = header.PayloadOffset + (long)header.PayloadBytes;
        var bytes = new byte[file.Length - file.Position];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static IEnumerable<string> IdsOf(byte[] trailer)
    {
        var memory = new ToolMemory();
        ToolMap.Read(new MemoryStream(trailer), trailer.Length, memory);
        return memory.NewestFirst.Reverse().Select(entry => entry.IdText);
    }
}

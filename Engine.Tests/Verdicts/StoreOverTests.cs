using System.Text;

namespace KvCache.Tests;

/// <summary>
/// Stores texts that already have a file, and compares the results with those of ds4, in store_over.json of each <see cref="Fixture"/>.
/// The files have payloads of zeros, so the directory skips the checks of payloads. DifferenceTests has stores with these checks.
/// </summary>
public sealed class StoreOverTests
{
    public static TheoryData<string, int, string> Cases => Fixture.CasesOfBothSets("store_over");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_existing_file_is_kept_or_replaced_as_by_ds4(string set, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("store_over", index));
        var text = fact.Hex("text_hex");
        var path = MakeExisting(fact, scratch.Path, KvcKey.OfText(text));
        var before = File.ReadAllBytes(path);
        var session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx"), fixture.ModelOf(fact, "engine_model_id"), fixture.PayloadAbi);
        using var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions
        {
            RejectDifferentQuant = fact.Flag("reject_different_quant"),
            Checks = PayloadChecks.None,
            PayloadAbi = fixture.PayloadAbi,
            Policy = fact.TryGetProperty("min_tokens", out var least) ? new StorePolicy { MinTokens = least.GetInt32() } : new StorePolicy(),
            Clock = new FixedClock(fact.Long("now")),
            BudgetBytes = fact.ULong("budget_bytes"),
        });

        using var payload = SyntheticPayload.OpenRead(fact.UInt("live_tokens"), fact.UInt("session_ctx"), layout: session.Layout);
        var result = directory.Store(new StoreRequest
        {
            Text = text,
            Tokens = fact.UInt("store_len"),
            LiveTokens = fact.UInt("live_tokens"),
            Session = session,
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReasons.OfName(fact.Text("reason")),
            Extensions = (KvcExtensions)fact.Int("ext"),
            Tools = ToolsOf(fact.TextOrNull("tool_id"), text),
        });

        if (fact.TryGetProperty("payload_staged", out var isStaged) && !isStaged.GetBoolean())
        {
            Assert.Equal(0, payload.Position);
        }

        Assert.Equal([Path.GetFileName(path)], Directory.GetFiles(scratch.Path).Select(Path.GetFileName));
        if (Difference(fixture, fact, before) is { } outcome)
        {
            Assert.True(outcome == result.Outcome, $"{name}: {result.Outcome}");
            Assert.Equal(before, File.ReadAllBytes(path));
            return;
        }

        Assert.True(fact.Flag("returned") == result.IsAvailable, $"{name}: {result.Outcome}");
        Assert.True(fact.Flag("exists_after"), name);
        Assert.Equal(WithReservedBytes(fact.Hex("after_header52_hex"), before, result.Outcome), FirstBytes(path));
        if (result.Outcome == StoreOutcome.ToolMapAdded && fact.TextOrNull("existing_tool_id") is { } old)
        {
            // ds4 drops the ids that only the file knows.
            Assert.Equal([fact.Text("tool_id"), old], IdsOf(TrailerOf(path)));
        }
        else
        {
            Assert.Equal(fact.Long("after_file_size"), new FileInfo(path).Length);
            Assert.Equal(fact.Text("after_trailer_hex"), Convert.ToHexStringLower(TrailerOf(path)));
        }
    }

    /// <summary>
    /// Gets the outcome of a store that leaves the file unchanged, whereas ds4 changes it; null if there is no such difference. The file is from
    /// a newer program or another model, has a title in the place of the tool map, or is unusable and the new file exceeds the budget.
    /// </summary>
    private static StoreOutcome? Difference(Fixture fixture, JsonElement fact, byte[] before)
    {
        if (fixture == Fixture.OldDs4)
        {
            return null;
        }

        var isRefused = !fact.Flag("returned");
        var isReadable = KvcHeader.TryParse(before, out var header, out var fault) && header.TryGetContentEnd(before.Length, out _);
        var hasOurText = isReadable && before.AsSpan(KvcHeader.Size, (int)header.TextBytes).SequenceEqual(fact.Hex("text_hex"));
        return fault?.Kind == KvcFaultKind.Newer ? StoreOutcome.ForeignFile
            : hasOurText && header.PayloadAbi == fixture.PayloadAbi && header.ModelId != fact.Int("engine_model_id") ? StoreOutcome.OtherModel
            : isRefused && !fact.Flag("exists_after") ? StoreOutcome.OverBudget
            : header.Extensions.HasFlag(KvcExtensions.SessionTitle) && fact.TextOrNull("tool_id") is not null ? StoreOutcome.Kept
            : null;
    }

    /// <summary>ds4 clears bytes 21 to 23 of a file whose tool map it renews; this program keeps them.</summary>
    private static byte[] WithReservedBytes(byte[] expected, byte[] before, StoreOutcome outcome)
    {
        if (outcome == StoreOutcome.ToolMapAdded)
        {
            before.AsSpan(21, 3).CopyTo(expected.AsSpan(21));
        }

        return expected;
    }

    private static string MakeExisting(JsonElement fact, string directory, KvcKey key)
    {
        var text = fact.Hex("existing_text_hex");
        var trailer = ToolsOf(fact.TextOrNull("existing_tool_id"), text) is { } tools ? ToolMap.Format(text, tools) : [];
        var payloadBytes = BitConverter.ToUInt64(fact.Hex("existing_header52_hex"), 40);
        byte[] whole = [.. fact.Hex("existing_header52_hex"), .. text, .. new byte[payloadBytes], .. trailer];
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
        var bytes = new byte[Math.Max(0, file.Length - file.Position)];
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

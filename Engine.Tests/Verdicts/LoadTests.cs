namespace KvCache.Tests;

/// <summary>Loads from a directory of one file, and compares the results with those of ds4, in load.json of each <see cref="Fixture"/>.</summary>
public sealed class LoadTests
{
    public static TheoryData<string, int, string> Cases => Fixture.CasesOfBothSets("load");

    public static TheoryData<int, string> Discards => Fixture.CurrentDs4.Cases("load", "discard_after_failed_prefill");

    public static TheoryData<int, string> Restorations => Fixture.CurrentDs4.Cases("load", "tool_map_restore");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_is_loaded_touched_and_removed_as_by_ds4(string set, int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("load", index));
        var path = fixture.Unpack(fact.Text("file"), scratch.Path);
        Edit(path, fact);
        using var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions
        {
            RejectDifferentQuant = fact.Flag("reject_different_quant"),
            PayloadAbi = fixture.PayloadAbi,
            Policy = new StorePolicy
            {
                ColdMaxTokens = fact.Int("cold_max_tokens"),
                MinTokens = fact.TryGetProperty("min_tokens", out var least) ? least.GetInt32() : new StorePolicy().MinTokens,
            },
            Clock = new FixedClock(fact.Long("now")),
        });
        using var destination = new HashingStream();
        var tools = new ToolMemory();

        var result = directory.Load(new LoadRequest
        {
            Prompt = (byte[])[.. fixture.TextOf(fact.Text("file")), .. " suffix"u8],
            Session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx"), fixture.ModelOf(fact, "session_model_id"), fixture.PayloadAbi),
            Destination = destination,
            Tools = tools,
        });

        Assert.True(fact.UInt("loaded") == (result.Loaded?.Header.Tokens ?? 0), name);
        Assert.Equal(fact.Flag("consumed"), result.Consumed);
        Assert.Equal(fact.Flag("file_exists_after"), File.Exists(path));
        Assert.Equal(result.Loaded is null ? 0 : fixture.Of(fact.Text("file")).Long("payload_bytes"), destination.Written);
        CheckRefusal(fact, result);
        if (fact.TryGetProperty("tool_ids_restored", out var restored))
        {
            Assert.Equal(restored.GetInt32(), tools.NewestFirst.Count);
        }

        if (fact.Flag("file_exists_after"))
        {
            using var file = File.OpenRead(path);
            var header = new byte[KvcHeader.Size];
            file.ReadExactly(header);
            Assert.Equal(fact.Text("header52_after_hex"), Convert.ToHexStringLower(header));
        }
    }

    [Theory]
    [MemberData(nameof(Restorations))]
    public void Tool_calls_are_read_from_the_files_that_ds4_reads(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.CurrentDs4.Case("load", index, "tool_map_restore");
        var paths = fact.Items("files").ToDictionary(file => file.GetString()!, file => Fixture.CurrentDs4.Unpack(file.GetString()!, scratch.Path));
        if (fact.GetProperty("edit") is { ValueKind: JsonValueKind.Object } edit)
        {
            Write(paths[edit.Text("file")], edit);
        }

        using var directory = CacheDirectory.Open(scratch.Path);
        var wanted = fact.Items("wanted").Select(id => id.GetString()).ToHashSet();
        var tools = new ToolMemory();

        var count = directory.RestoreTools(
            new KvSession(2, 4096, (byte)fact.Int("engine_model_id")), id => wanted.Contains(System.Text.Encoding.UTF8.GetString(id.Span)), tools);

        var expected = fact.Items("restored_newest_first").Select(id => id.GetString()).ToArray();
        Assert.True(expected.SequenceEqual(tools.NewestFirst.Select(tool => tool.IdText)), name);
        Assert.Equal(expected.Length, count);
    }

    [Theory]
    [MemberData(nameof(Discards))]
    public void After_a_failed_prefill_the_state_is_that_of_ds4(int index, string name)
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.CurrentDs4.Case("load", index, "discard_after_failed_prefill");
        using var directory = CacheDirectory.Open(scratch.Path);
        var stores = new ContinuedStores(new StorePolicy());
        var path = Samples.Store(directory, "text").Entry!.Path;
        var loaded = Samples.Load(directory, "text").Entry!;
        stores.Loaded(fact.Int("continued_last_store_before"));
        switch (name)
        {
            case var failing when failing.StartsWith("unlink fails", StringComparison.Ordinal):
                Assert.SkipWhen(Tools.Missing("chattr", "e2fsprogs") is not null, "chattr is missing.");
                Assert.SkipUnless(Shell.Run("chattr", "+i", path).Succeeded, "No file can be made immutable here.");
                try
                {
                    _ = Assert.ThrowsAny<UnauthorizedAccessException>(() => directory.DiscardAfterFailedPrefill(loaded));
                }
                finally
                {
                    _ = Shell.Run("chattr", "-i", path).OrThrow();
                }

                break;
            case "file already gone":
                File.Delete(path);
                Assert.False(directory.DiscardAfterFailedPrefill(loaded));
                break;
            default:
                Assert.True(directory.DiscardAfterFailedPrefill(loaded));
                break;
        }

        stores.Loaded((int)fact.UInt("live_tokens_after"));
        Assert.Equal(fact.Flag("file_exists_after"), File.Exists(path));
        Assert.Equal(fact.Int("continued_last_store_after"), stores.LastStored);
    }

    [Fact]
    public void A_file_is_removed_after_a_failed_prefill_if_it_is_still_the_same()
    {
        using var scratch = new ScratchDirectory();
        using var directory = CacheDirectory.Open(scratch.Path);
        var entry = Samples.Store(directory, "text").Entry!;
        var loaded = Samples.Load(directory, "text").Entry!;

        Assert.True(directory.DiscardAfterFailedPrefill(loaded));
        Assert.False(File.Exists(entry.Path));
        Assert.False(directory.DiscardAfterFailedPrefill(loaded));

        Samples.Store(directory, "text", tokens: 600);
        Assert.False(directory.DiscardAfterFailedPrefill(loaded));
        Assert.True(File.Exists(entry.Path));
    }

    private static void Edit(string path, JsonElement fact)
    {
        if (fact.GetProperty("edit") is { ValueKind: JsonValueKind.Object } edit)
        {
            Write(path, edit);
        }

        if (fact.TryGetProperty("edits", out var edits))
        {
            foreach (var more in edits.EnumerateArray())
            {
                Write(path, more);
            }
        }

        if (fact.TryGetProperty("truncate_to", out var length) && length.ValueKind == JsonValueKind.Number)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(length.GetInt64());
        }
    }

    private static void Write(string path, JsonElement edit)
    {
        using var file = File.OpenWrite(path);
        file.Position = edit.Int("offset");
        file.Write(edit.Hex("hex"));
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

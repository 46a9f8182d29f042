using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>Compares an agent's lists, searches, loads, saves and stripped sessions with those of ds4 in Fixtures/2026-08/agent.json.</summary>
public sealed class AgentTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<int, string> Lists => Fixture.CurrentDs4.Cases("agent", "list");

    public static TheoryData<int, string> Strips => Fixture.CurrentDs4.Cases("agent", "strip/cases");

    public static TheoryData<int, string> Loads => Fixture.CurrentDs4.Cases("agent", "load/cases");

    public static TheoryData<int, string> Saves => Fixture.CurrentDs4.Cases("agent", "save/cases");

    private static JsonElement Table => Fixture.CurrentDs4.Table("agent");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Ages_are_shown_as_in_ds4() => Assert.All(Table.Items("age"), fact =>
        Assert.Equal(fact.Text("age"), AgentDirectory.Age(fact.ULong("when"), fact.ULong("now"))));

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_that_of_ds4(int index, string name)
    {
        var fact = Fixture.CurrentDs4.Case("agent", index, "list");
        Write(fact.Items("files"));
        using var directory = Open(fact, fact.ULong("now"));

        var items = directory.List(fact.Int("title_budget")).Select(item => (
            item.Entry.Key.ToString()[..8],
            Convert.ToHexStringLower(item.Title.Span),
            AgentDirectory.Age(item.Entry.Header.LastUsed != 0 ? item.Entry.Header.LastUsed : item.Entry.Header.CreatedAt, fact.ULong("now")),
            item.Entry.Header.Tokens,
            item.Entry.Header.IsStripped));

        var expected = fact.Items("items").Select(item => (
            item.Text("sha8"), item.Text("title_hex"), item.Text("age"), item.UInt("tokens"), item.Flag("stripped"))).ToList();
        Assert.Equal(fact.Flag("empty"), expected.Count == 0);
        Assert.True(expected.SequenceEqual(items), $"{name}: {string.Join("; ", items)}");
    }

    [Fact]
    public void A_session_is_found_completed_and_deleted_as_in_ds4()
    {
        var files = Table.GetProperty("find").Items("files").ToArray();
        Write(files);
        Assert.All(Table.GetProperty("find").Items("cases"), fact =>
        {
            using var directory = Open(fact, now: 1);
            var (outcome, entry) = directory.Find(fact.Text("prefix"));
            Assert.Equal(OutcomeOf(fact), outcome);
            Assert.Equal(fact.TextOrNull("file_name"), entry?.FileName);
        });
        Assert.All(Table.Items("complete"), fact =>
        {
            using var directory = Open(fact, now: 1);
            Assert.Equal(fact.Items("suggested").Select(line => line.GetString()), directory.Complete(fact.Text("typed")));
        });
        foreach (var fact in Table.GetProperty("delete").Items("cases"))
        {
            using var directory = Open(fact, now: 1);
            var before = Names();
            Assert.Equal(OutcomeOf(fact), directory.Delete(fact.Text("prefix")));
            Assert.Equal(fact.Items("unlinked").Select(file => file.GetString()), before.Except(Names()));
        }
    }

    [Theory]
    [MemberData(nameof(Strips))]
    public void A_session_is_stripped_as_by_ds4(int index, string name)
    {
        var fact = Fixture.CurrentDs4.Case("agent", index, "strip/cases");
        var paths = Write(fact.Items("files"));
        var before = File.ReadAllBytes(paths[0]);
        using var directory = Open(fact, fact.ULong("now"));
        uint Count(ReadOnlyMemory<byte> text) => fact.IsNull("tokens_counted") ? 1 : fact.UInt("tokens_counted");

        // Unlike ds4, no file is made unreadable, and no file with unknown extension bits is written.
        var isDifference = fact.Flag("ok") && (!fact.Flag("readable_after") || (before[6] & 0xF0) != 0);
        if (isDifference || (!fact.Flag("ok") && OutcomeOf(fact) == AgentFindOutcome.Found))
        {
            Assert.Throws<KvcFormatException>(() => directory.Strip(fact.Text("prefix"), Count));
            Assert.Equal(before, File.ReadAllBytes(paths[0]));
            return;
        }

        var result = directory.Strip(fact.Text("prefix"), Count);

        Assert.Equal(OutcomeOf(fact), result.Outcome);
        Assert.Equal(fact.TextOrNull("sha"), result.Session?.Entry.Key.ToString());
        Assert.True(fact.Text("first_file_after_hex") == Convert.ToHexStringLower(File.ReadAllBytes(paths[0])), name);
        Assert.Equal(paths.Length, Names().Length);
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void A_session_is_loaded_or_refused_as_by_ds4(int index, string name)
    {
        var fact = Fixture.CurrentDs4.Case("agent", index, "load/cases");
        var path = Fixture.CurrentDs4.Unpack(fact.Text("file"), _scratch.Path);
        Edit(path, fact);
        var before = File.ReadAllBytes(path);
        var session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx"), (byte)fact.Int("engine_model_id"));
        using var destination = new HashingStream();

        // Unlike ds4, which compares the digits as bytes, a key has no case: see docs/compatibility.md.
        var isDifference = fact.TextOrNull("expected_sha") is { } hash && hash.Any(char.IsAsciiLetterUpper);
        var fault = fact.TextOrNull("expected_text_hex") is not null ? LoadSystemPrompt(fact, path, session, destination)
            : Load(fact, path, session, destination);

        // The caller does the prefill, so a failed prefill is no fault of the file.
        Assert.True((fact.Flag("ok") || fact.Flag("prefill_fails") || isDifference) == (fault is null), $"{name}: {fault}");
        var kind = isDifference ? null : KindOf(fact.Text("error"));
        var found = fault?.Kind is KvcFaultKind.Newer ? KvcFaultKind.Header : fault?.Kind;
        Assert.True(kind == found || (found == KvcFaultKind.Length && kind is KvcFaultKind.Header or KvcFaultKind.Title), $"{name}: {fault}");
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Saves))]
    public void A_session_is_saved_as_by_ds4(int index, string name)
    {
        var fact = Fixture.CurrentDs4.Case("agent", index, "save/cases");
        Write(fact.Items("folder_before"));
        var session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx"), (byte)fact.Int("engine_model_id"));
        AgentSession? previous = null;
        if (fact.GetProperty("switched_to") is { ValueKind: JsonValueKind.Object } target)
        {
            using var directory = Open(fact, target.ULong("now"));
            var loaded = directory.Load(target.Text("prefix"), session, Stream.Null);
            Assert.Equal(OutcomeOf(target), loaded.Outcome);
            previous = loaded.Session;
            if (previous is null)
            {
                return;
            }

            Assert.Equal(target.Text("title_hex"), Convert.ToHexStringLower(previous.Title.Span));
            Assert.Equal(target.ULong("created_at"), previous.CreatedAt);
        }

        foreach (var save in fact.Items("saves"))
        {
            using var directory = Open(fact, save.ULong("now"));
            var tokens = save.IsNull("tokens") ? 1 : save.UInt("tokens");
            using var payload = SyntheticPayload.OpenRead(tokens, session.ContextSize, layout: session.Layout);
            var before = Names();
            var (result, saved) = directory.Save(new AgentSaveRequest
            {
                Text = Encoding.UTF8.GetBytes(save.Text("text_utf8")),
                Tokens = tokens,
                Session = session,
                Payload = payload,
                PayloadBytes = (ulong)payload.Length,
                Previous = previous,
                Title = fact.TextOrNull("title_hex") is null ? null : (ReadOnlyMemory<byte>?)fact.Hex("title_hex"),
                CreatedAt = fact.ULong("created_at"),
                HasUserActivity = fact.Flag("user_activity"),
            });

            Assert.Equal(save.Text("error") == "nothing to save", result.Outcome == StoreOutcome.NothingToSave);
            Assert.True(save.Flag("ok") == (result.Outcome == StoreOutcome.Stored), $"{name}: {result.Outcome}");
            Assert.Equal(save.Items("folder_after").Select(file => file.GetString()).Order(StringComparer.Ordinal), Names().Order(StringComparer.Ordinal));
            if (saved is null)
            {
                continue;
            }

            Assert.Equal(save.Items("unlinked").Select(file => file.GetString()), before.Except(Names()));
            var bytes = File.ReadAllBytes(saved.Entry.Path);
            Assert.Equal(save.Text("sha"), saved.Entry.Key.ToString());
            Assert.Equal(save.Long("file_size"), bytes.Length);
            Assert.Equal(save.Text("header52_hex"), Convert.ToHexStringLower(bytes.AsSpan(0, KvcHeader.Size)));
            Assert.EndsWith(save.Text("trailer_hex"), Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - (save.Text("trailer_hex").Length / 2))), StringComparison.Ordinal);
            Assert.True(KvcVerifier.Verify(saved.Entry.Path).IsSound);
            previous = saved;
        }
    }

    [Fact]
    public void The_system_prompt_is_rebuilt_as_by_ds4()
    {
        var text = "a system prompt"u8.ToArray();
        var path = _scratch.File(AgentDirectory.SystemPromptFileName);
        foreach (var fact in Table.GetProperty("system_prompt").Items("cases"))
        {
            if (fact.GetProperty("edit") is { ValueKind: JsonValueKind.Object } edit)
            {
                Write(path, edit);
            }

            var name = fact.Text("name");
            text = name.StartsWith("other system text", StringComparison.Ordinal) ? [.. text, .. " more"u8] : text;
            var session = new KvSession(fact.Int("engine_quant"), fact.GetProperty("after").UInt("ctx_size"));
            using var directory = Open(fact, now: 1_790_000_000);
            var before = File.Exists(path) ? File.ReadAllBytes(path) : null;

            var fault = directory.LoadSystemPrompt(text, session with { ModelId = (byte)fact.Int("engine_model_id") }, Stream.Null);

            Assert.True(fact.Flag("prefilled") == (fault is not null), $"{name}: {fault}");
            if (fault is null)
            {
                Assert.Equal(before, File.ReadAllBytes(path));
                continue;
            }

            using var payload = SyntheticPayload.OpenRead(20, session.ContextSize, layout: DsvLayout.Of(2, (byte)fact.Int("engine_model_id")));
            var outcome = directory.SaveSystemPrompt(new AgentSaveRequest { Text = text, Tokens = 20, Session = session, Payload = payload, PayloadBytes = (ulong)payload.Length });
            if (outcome == StoreOutcome.ForeignFile)
            {
                // ds4 replaces a file of a newer program, and this program does not. So the test stores the file that the next case needs.
                Assert.Equal(KvcFaultKind.Newer, fault.Kind);
                Assert.Equal(before, File.ReadAllBytes(path));
                File.Delete(path);
                using var again = SyntheticPayload.OpenRead(20, session.ContextSize, layout: DsvLayout.Of(2, (byte)fact.Int("engine_model_id")));
                outcome = directory.SaveSystemPrompt(new AgentSaveRequest { Text = text, Tokens = 20, Session = session, Payload = again, PayloadBytes = (ulong)again.Length });
            }

            Assert.Equal(StoreOutcome.Stored, outcome);
            var header = Fixture.HeaderOf(File.ReadAllBytes(path));
            Assert.Equal((fact.GetProperty("after").Int("model_id"), fact.GetProperty("after").Int("quant_bits")), (header.ModelId, header.QuantBits));
            Assert.Equal(((KvcReason)fact.GetProperty("after").Int("reason"), (KvcExtensions)fact.GetProperty("after").Int("ext_flags")), (header.Reason, header.Extensions));
        }
    }

    private static KvcFault? Load(JsonElement fact, string path, KvSession session, Stream destination)
    {
        Assert.True(KvcKey.TryParse(fact.TextOrNull("expected_sha") ?? Path.GetFileNameWithoutExtension(path), out var key));
        try
        {
            var result = AgentFile.Load(new KvcEntry(key, path, default, 0), session, destination, PayloadChecks.Dsv4, now: 1, CancellationToken.None);
            if (fact.GetProperty("meta") is { ValueKind: JsonValueKind.Object } meta)
            {
                Assert.Equal(meta.Text("title_hex"), Convert.ToHexStringLower(result.Session!.Title.Span));
                Assert.Equal(meta.ULong("created_at"), result.Session.CreatedAt);
                Assert.Equal(meta.Flag("has_title_trailer"), result.Session.IsTitled);
            }

            Assert.Equal(fact.Int("prefill_calls") > 0, result.Session!.IsStripped);
            Assert.Equal(key, result.Session.Entry.Key);
            return null;
        }
        catch (KvcFormatException error)
        {
            return error.Fault;
        }
    }

    private KvcFault? LoadSystemPrompt(JsonElement fact, string path, KvSession session, Stream destination)
    {
        if (Path.GetFileName(path) != AgentDirectory.SystemPromptFileName)
        {
            File.Copy(path, _scratch.File(AgentDirectory.SystemPromptFileName));
        }

        using var directory = Open(fact, now: 1);
        return directory.LoadSystemPrompt(fact.Hex("expected_text_hex"), session, destination);
    }

    /// <summary>Converts a message of the agent to a kind of fault. ds4 reports a length that is too large at the part that it reads next.</summary>
    private static KvcFaultKind? KindOf(string error) => error switch
    {
        "" or "prefill failed (ours)" => null,
        "invalid KV header" or "truncated cached text" or "Success" => KvcFaultKind.Header,
        "KV checkpoint was written for a different model" or "KV checkpoint was written for a different quantization" => KvcFaultKind.Header,
        "cached session identity does not match file name" or "cached text does not match current system prompt" => KvcFaultKind.Text,
        "KV payload token count mismatch" => KvcFaultKind.TokenCount,
        "missing agent session title trailer" or "truncated agent session title trailer" => KvcFaultKind.Title,
        _ => KvcFaultKind.Payload,
    };

    private static AgentFindOutcome OutcomeOf(JsonElement fact) => fact.Text("error") switch
    {
        "invalid session SHA prefix" => AgentFindOutcome.InvalidPrefix,
        var error when error.StartsWith("no saved session matches", StringComparison.Ordinal) => AgentFindOutcome.NotFound,
        var error when error.EndsWith("is ambiguous", StringComparison.Ordinal) => AgentFindOutcome.Ambiguous,
        _ => AgentFindOutcome.Found,
    };

    private static void Edit(string path, JsonElement fact)
    {
        foreach (var edit in fact.Items("edits"))
        {
            Write(path, edit);
        }

        using var file = File.OpenWrite(path);
        if (!fact.IsNull("truncate_to"))
        {
            file.SetLength(fact.Long("truncate_to"));
        }

        file.Position = file.Length;
        file.Write(fact.Hex("append_hex"));
    }

    private static void Write(string path, JsonElement edit)
    {
        using var file = File.OpenWrite(path);
        file.Position = long.Parse(edit.GetProperty("offset").ToString(), CultureInfo.InvariantCulture);
        file.Write(edit.Hex("hex"));
    }

    private string[] Write(IEnumerable<JsonElement> files) =>
    [
        .. files.Select(file =>
        {
            var path = _scratch.File(file.Text("file_name"));
            var bytes = file.Hex("hex");
            return Fixture.Sparse(path, bytes, file.TryGetProperty("file_size", out var length) && length.ValueKind == JsonValueKind.Number ? length.GetInt64() : bytes.Length);
        }),
    ];

    private string[] Names() => [.. Directory.GetFiles(_scratch.Path).Select(path => Path.GetFileName(path))];

    private AgentDirectory Open(JsonElement fact, ulong now) =>
        AgentDirectory.Open(_scratch.Path, (byte)fact.Int("engine_model_id"), new CacheDirectoryOptions { Clock = new FixedClock((long)now) });
}

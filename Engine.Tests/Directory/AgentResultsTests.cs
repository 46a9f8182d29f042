namespace KvCache.Tests;

/// <summary>The results and the sentences of an agent's directory, which ds4's verdicts do not have.</summary>
public sealed class AgentResultsTests : IDisposable
{
    private const long Now = 1_790_000_000;

    private static readonly KvSession Session = new(2, 4096);

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_saved_session_has_the_entry_of_its_file()
    {
        using var directory = Open();

        var (result, session) = directory.Save(RequestOf("<｜User｜>a  question<｜Assistant｜>"));

        Assert.Equal((StoreOutcome.Stored, result.Entry), (result.Outcome, session!.Entry));
        Assert.Equal((true, (ulong)Now, "a question"), (session.IsTitled, session.CreatedAt, System.Text.Encoding.UTF8.GetString(session.Title.Span)));
        AssertIsFile(session.Entry);
        Assert.Equal((7u, 4096u, KvcReason.AgentSession, KvcExtensions.SessionTitle), (session.Entry.Header.Tokens, session.Entry.Header.ContextSize, session.Entry.Header.Reason, session.Entry.Header.Extensions));
    }

    [Fact]
    public void A_stripped_session_has_the_entry_of_its_file_and_its_text()
    {
        using var directory = Open();
        var key = directory.Save(RequestOf("a\0text")).Session!.Entry.Key;

        var result = directory.Strip(key.ToString(), text => (uint)text.Length);

        AssertIsFile(result.Session!.Entry);
        Assert.Equal((1u, 0UL, true), (result.Session.Entry.Header.Tokens, result.Session.Entry.Header.PayloadBytes, result.Session.IsStripped));
        Assert.Equal("a\0text"u8.ToArray(), result.Text.ToArray());
        var loaded = directory.Load(key.ToString(), Session, Stream.Null);
        Assert.Equal((key, "a\0text"), (loaded.Session!.Entry.Key, System.Text.Encoding.UTF8.GetString(loaded.Text.Span)));
    }

    [Fact]
    public void A_session_without_a_token_is_not_stripped()
    {
        using var directory = Open();
        var entry = directory.Save(RequestOf("a text")).Session!.Entry;
        var before = File.ReadAllBytes(entry.Path);

        var failure = Assert.Throws<KvcFormatException>(() => directory.Strip(entry.Key.ToString(), _ => 0));

        Assert.Equal($"{entry.Path}: at byte 52: expected a text of at least one token, so that the stripped file can be read, found none", failure.Message);
        Assert.Equal(before, File.ReadAllBytes(entry.Path));
    }

    /// <summary>Another quantization, an unknown extension, and no payload or token.</summary>
    [Fact]
    public void A_session_that_cannot_be_used_is_named_with_the_reason()
    {
        using var directory = Open();
        var entry = directory.Save(RequestOf("a text")).Session!.Entry;
        var prefix = entry.Key.ToString();

        Assert.Equal(
            $"{entry.Path}: at byte 4: expected the session's 4 quantization bits, found 2",
            Assert.Throws<KvcFormatException>(() => directory.Load(prefix, Session with { ModelId = 1, QuantBits = 4 }, Stream.Null)).Message);
        using (var file = File.OpenWrite(entry.Path))
        {
            file.Position = 6;
            file.WriteByte((byte)KvcExtensions.SessionTitle | 0x40);
        }

        var sentence = $"{entry.Path}: at byte 6: expected extension flags of 0f, found 48, of a newer program";
        Assert.Equal(sentence, Assert.Throws<KvcFormatException>(() => directory.Delete(prefix)).Message);
        Assert.Equal(sentence, Assert.Throws<KvcFormatException>(() => directory.Strip(prefix, _ => 1)).Message);
        Assert.True(File.Exists(entry.Path));
    }

    [Fact]
    public void A_session_that_cannot_be_saved_has_an_outcome_and_no_file()
    {
        using var directory = Open();
        var request = RequestOf("a text");

        Assert.Equal(StoreOutcome.NothingToSave, directory.Save(request with { HasUserActivity = false }).Result.Outcome);
        Assert.Equal(StoreOutcome.TokensOutOfRange, directory.Save(request with { Tokens = 0 }).Result.Outcome);
        Assert.Equal(StoreOutcome.TokensOutOfRange, directory.SaveSystemPrompt(request with { Tokens = 1u << 31 }));
        Assert.Equal(StoreOutcome.NoPayload, directory.SaveSystemPrompt(request with { PayloadBytes = 0 }));
        Assert.Equal(StoreOutcome.UnsupportedQuant, directory.SaveSystemPrompt(request with { Session = Session with { QuantBits = 3 } }));
        Assert.Empty(Directory.GetFiles(_scratch.Path));
        Assert.Equal(StoreOutcome.Stored, directory.Save(request with { Tokens = int.MaxValue }).Result.Outcome);
    }

    [Fact]
    public void A_system_prompt_of_another_text_or_session_is_refused_with_the_reason()
    {
        using var directory = Open();
        var text = "a system prompt"u8.ToArray();
        using var destination = new MemoryStream();

        Assert.Equal("at byte 0: expected a file, found none of that name", Load(text, Session));
        Assert.Equal(StoreOutcome.Stored, directory.SaveSystemPrompt(RequestOf("a system prompt")));
        Assert.Equal("at byte 52: expected the system prompt, found another text", Load("a system prompt."u8.ToArray(), Session));
        Assert.Equal("at byte 4: expected the session's 4 quantization bits, found 2", Load(text, Session with { QuantBits = 4 }));
        Assert.Equal("at byte 20: expected the session's payload ABI 0, found 2", Load(text, Session with { PayloadAbi = 0 }));
        Assert.Equal(0, destination.Length);
        Assert.Null(Load(text, Session with { ModelId = 2 }));
        Assert.Equal([1, 2, 3], destination.ToArray());

        string? Load(byte[] expected, KvSession session) => directory.LoadSystemPrompt(expected, session, destination)?.ToString();
    }

    private void AssertIsFile(KvcEntry entry)
    {
        Assert.True(DirectoryScan.TryReadEntry(entry.Path, entry.Key, out var found, out _));
        Assert.Equal(found, entry);
        Assert.Equal([entry.Path], Directory.GetFiles(_scratch.Path));
    }

    private AgentDirectory Open() => AgentDirectory.Open(
        _scratch.Path, modelId: 1, new CacheDirectoryOptions { Clock = new FixedClock(Now), Checks = PayloadChecks.None });

    private static AgentSaveRequest RequestOf(string text) => new()
    {
        Text = Samples.Text(text),
        Tokens = 7,
        Session = Session,
        Payload = new MemoryStream([1, 2, 3]),
        PayloadBytes = 3,
    };
}

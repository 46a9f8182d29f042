namespace KvCache;

/// <summary>Writes the files of an agent's directory. Each new file is durable before it replaces the old one.</summary>
internal sealed class AgentWriter(DirectoryState directory)
{
    internal (StoreResult Result, AgentSession? Session) Save(AgentSaveRequest request, CancellationToken cancellation)
    {
        if ((request.HasUserActivity ? RefusalOf(request) : StoreOutcome.NothingToSave) is { } refusal)
        {
            return (StoreResult.Refused(refusal), null);
        }

        var title = request.Previous?.Title ?? request.Title ?? SessionTitle.FromText(request.Text.Span);
        var createdAt = request.Previous?.CreatedAt ?? request.CreatedAt;
        createdAt = createdAt == 0 ? directory.Now : createdAt;
        var key = SessionTitle.KeyOf(title.Span, createdAt);
        var header = HeaderOf(request, KvcReason.AgentSession, KvcExtensions.SessionTitle) with { CreatedAt = createdAt };
        var failures = new List<FileFailure>();
        var trailer = SessionTitle.Format(title.Span);
        var outcome = Write(key.FileName, key, request, header, trailer, failures, cancellation);
        if (outcome != StoreOutcome.Stored)
        {
            return (StoreResult.Refused(outcome), null);
        }

        if (request.Previous is { IsTitled: false } previous && previous.Entry.Key != key)
        {
            _ = FileFailure.Try(previous.Entry.Path, "the untitled file was not removed", failures, () => directory.Discard(previous.Entry, cancellation));
        }

        var fileBytes = header.PayloadOffset + (long)header.PayloadBytes + trailer.Length;
        var entry = new KvcEntry(key, directory.PathOf(key), header, fileBytes);
        return (new StoreResult(StoreOutcome.Stored, entry, []) { Failures = failures }, new AgentSession(entry, title, IsTitled: true, createdAt));
    }

    internal StoreOutcome SaveSystemPrompt(AgentSaveRequest request, CancellationToken cancellation) =>
        RefusalOf(request) ?? Write(
            AgentDirectory.SystemPromptFileName, key: null, request, HeaderOf(request, KvcReason.AgentSystem, KvcExtensions.None), [], [], cancellation);

    internal AgentResult Strip(KvcEntry entry, Func<ReadOnlyMemory<byte>, uint> countTokens, CancellationToken cancellation)
    {
        if (entry.Header.IsNewer)
        {
            throw new KvcFormatException(entry.Path, KvcFaults.UnknownExtensions(entry.Header));
        }

        var session = AgentFile.Load(entry, session: null, Stream.Null, PayloadChecks.None, directory.Now, cancellation);
        var text = session.Text;
        var nul = text.Span.IndexOf((byte)0);
        var tokens = countTokens(nul < 0 ? text : text[..nul]);
        if (tokens == 0)
        {
            throw new KvcFormatException(entry.Path, new KvcFault(KvcFaultKind.Text, KvcHeader.Size, "a text of at least one token, so that the stripped file can be read", "none"));
        }

        var header = session.Session!.Entry.Header with { Tokens = tokens, LastUsed = directory.Now, PayloadBytes = 0 };
        byte[] trailer = session.Session.IsTitled ? SessionTitle.Format(session.Session.Title.Span) : [];
        var content = new KvcContent { Header = header, Text = text, Payload = Stream.Null, Trailer = trailer, Cancellation = cancellation };
        using var file = NewFile.Create(directory, entry.Key.FileName, entry.Key, stream => KvcWriter.Save(stream, content), cancellation);
        if (!file.TryPublish(() => DirectoryState.StillThere(entry) is not null, [], cancellation))
        {
            throw new KvcFormatException(entry.Path, KvcFaults.Missing);
        }

        var stripped = new KvcEntry(entry.Key, directory.PathOf(entry.Key), header, header.PayloadOffset + trailer.Length);
        return session with { Session = session.Session with { Entry = stripped } };
    }

    /// <summary>Gets the reason not to save a session; null if there is none.</summary>
    private static StoreOutcome? RefusalOf(AgentSaveRequest request) =>
        !request.Session.IsSupported ? StoreOutcome.UnsupportedQuant
        : request.Tokens is 0 or > int.MaxValue ? StoreOutcome.TokensOutOfRange
        : request.PayloadBytes == 0 ? StoreOutcome.NoPayload
        : null;

    private StoreOutcome Write(
        string fileName, KvcKey? key, AgentSaveRequest request, KvcHeader header, byte[] trailer, List<FileFailure> failures, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(directory.Path, fileName);
        if (Obstacle(path, key, header) is { } obstacle)
        {
            return obstacle;
        }

        var content = new KvcContent { Header = header, Text = request.Text, Payload = request.Payload, Trailer = trailer, Cancellation = cancellation };
        using var file = NewFile.Create(directory, fileName, key, stream => KvcWriter.Save(stream, content), cancellation);
        StoreOutcome? late = null;
        return file.TryPublish(() => (late = Obstacle(path, key, header)) is null, failures, cancellation) ? StoreOutcome.Stored : late!.Value;
    }

    /// <summary>
    /// Gets the reason why an existing file must not be replaced; null if there is none. The system prompt is one file for all models, as in ds4.
    /// </summary>
    private static StoreOutcome? Obstacle(string path, KvcKey? key, in KvcHeader header) =>
        NewerFile.IsAt(path) ? StoreOutcome.ForeignFile
        : key is { } named
            && DirectoryScan.TryReadEntry(path, named, out var existing, out _)
            && existing.Header.PayloadAbi == header.PayloadAbi
            && existing.Header.ModelId != header.ModelId ? StoreOutcome.OtherModel
        : null;

    private KvcHeader HeaderOf(AgentSaveRequest request, KvcReason reason, KvcExtensions extensions) => new()
    {
        QuantBits = (byte)request.Session.QuantBits,
        ModelId = request.Session.ModelId,
        PayloadAbi = KvcHeader.CurrentPayloadAbi,
        Reason = reason,
        Extensions = extensions,
        Tokens = request.Tokens,
        ContextSize = request.Session.ContextSize,
        CreatedAt = directory.Now,
        LastUsed = directory.Now,
        PayloadBytes = request.PayloadBytes,
        TextBytes = (uint)request.Text.Length,
    };
}

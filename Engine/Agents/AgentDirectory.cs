using KvCache.Interop;

namespace KvCache;

/// <summary>
/// The directory in which the agent of ds4 (the LLM engine that defines the file format) keeps the sessions of one model, and the
/// system prompt. The name of a session's file is a SHA-1: of the title and the creation time, or, for an untitled session of an
/// older ds4, of the text. The directory has no budget. Threads and processes can share it, as they can share a
/// <see cref="CacheDirectory"/>.
/// </summary>
public sealed class AgentDirectory : IDisposable
{
    /// <summary>The file of the system prompt, which all models share.</summary>
    public const string SystemPromptFileName = CacheFileName.SystemPromptName;

    private readonly DirectoryState _state;
    private readonly byte _modelId;

    private AgentDirectory(DirectoryState state, byte modelId)
    {
        _state = state;
        _modelId = modelId;
    }

    /// <summary>The directory.</summary>
    public string Path => _state.Path;

    /// <summary>Opens a directory, creates it if it does not exist (mode 0700), and removes abandoned temporary files.</summary>
    /// <param name="path">The directory; missing parents are created too.</param>
    /// <param name="modelId">The model, see <see cref="KvcModels"/>. Files of other models are not seen.</param>
    /// <param name="options">The options, whose budget is ignored; null for the defaults.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be created, read or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to create the directory.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static AgentDirectory Open(string path, byte modelId, CacheDirectoryOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CacheDirectoryOptions();
        SafeFiles.CreateDirectory(path);
        var state = new DirectoryState(path, options);
        using (state.Lock(cancellation))
        {
            _ = TemporaryFiles.Sweep(path, options.Clock.GetUtcNow(), options.ForeignTemporaryAge);
        }

        return new AgentDirectory(state, modelId);
    }

    /// <summary>The sessions, latest use first, with their titles.</summary>
    /// <param name="titleBytes">
    /// The maximum length of a title in bytes, at least 4; 0 if titles are not cut. ds4 uses the terminal's columns minus 12, at most 160.
    /// </param>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public IReadOnlyList<AgentListItem> List(int titleBytes = 0) =>
        [.. AgentList.ByLastUse(Entries()).Select(entry => AgentFile.Describe(entry, titleBytes))];

    /// <summary>Finds the only session whose file name begins with the given hexadecimal digits.</summary>
    /// <param name="prefix">1 to 40 digits of either case.</param>
    /// <returns>The outcome, and the file if there is exactly one.</returns>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public (AgentFindOutcome Outcome, KvcEntry? Entry) Find(ReadOnlySpan<char> prefix) => AgentList.Find(Entries(), prefix);

    /// <summary>Gets the completions of a typed "/switch" command, latest use first; none if the line is another command.</summary>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public IReadOnlyList<string> Complete(ReadOnlySpan<char> typed) => AgentList.Complete(Entries(), typed);

    /// <summary>Formats the time since a session's last use as ds4's list does: "59s ago", "3h ago".</summary>
    /// <param name="when">The last use in seconds since 1970. 0 means unknown, which counts as now.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static string Age(ulong when, ulong now) => AgentList.Age(when, now);

    /// <summary>Loads a session. Its file does not change. A stripped session has no payload, so the caller must prefill its text.</summary>
    /// <param name="prefix">The beginning of the session's name: 1 to 40 hexadecimal digits.</param>
    /// <param name="session">The live session. A stripped session fits any quantization and context.</param>
    /// <param name="destination">Receives the payload, or nothing if a check refuses the file.</param>
    /// <param name="cancellation">Ends the load before the next piece of 1 MiB.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> or <paramref name="destination"/> is null.</exception>
    /// <exception cref="KvcFormatException">A check refuses the file, or the disk cannot read it. The file does not change.</exception>
    /// <exception cref="IOException">The directory could not be read, or the destination not written.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled.</exception>
    public AgentResult Load(string prefix, KvSession session, Stream destination, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(destination);
        var (outcome, entry) = Find(prefix);
        return entry is null ? new AgentResult(outcome, null) : AgentFile.Load(entry, session, destination, _state.Options.Checks, _state.Now, cancellation);
    }

    /// <summary>Removes a session's file.</summary>
    /// <param name="prefix">The beginning of the session's name: 1 to 40 hexadecimal digits.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>Found if the file was removed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    /// <exception cref="KvcFormatException">A newer program made the file. The file stays.</exception>
    /// <exception cref="IOException">The directory cannot be read or locked, or the file not removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to remove the file.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public AgentFindOutcome Delete(string prefix, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var held = _state.Lock(cancellation);
        var (outcome, entry) = Find(prefix);
        if (entry is { Header.IsNewer: true })
        {
            throw new KvcFormatException(entry.Path, KvcFaults.UnknownExtensions(entry.Header));
        }

        if (entry is not null)
        {
            File.Delete(entry.Path);
        }

        return outcome;
    }

    /// <summary>
    /// Removes a session's payload and keeps its text and title. Unlike ds4, this method refuses a file with unknown extension bits,
    /// and a text of 0 tokens, because no program could read the stripped file.
    /// </summary>
    /// <param name="prefix">The beginning of the session's name: 1 to 40 hexadecimal digits.</param>
    /// <param name="countTokens">Counts the tokens of the text, which ends at its first NUL.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> or <paramref name="countTokens"/> is null.</exception>
    /// <exception cref="KvcFormatException">A check refuses the file, or the disk cannot read it. The file does not change.</exception>
    /// <exception cref="IOException">The file could not be written or made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public AgentResult Strip(string prefix, Func<ReadOnlyMemory<byte>, uint> countTokens, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(countTokens);
        var (outcome, entry) = Find(prefix);
        return entry is null ? new AgentResult(outcome, null) : new AgentWriter(_state).Strip(entry, countTokens, cancellation);
    }

    /// <summary>
    /// Saves a session in a file whose name is computed from the session's title and creation time. Replaces an existing file of this
    /// name, unless that file is from a newer program or another model: then the session is not saved.
    /// </summary>
    /// <param name="request">The session.</param>
    /// <param name="cancellation">Ends the save before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>The outcome: Stored, NothingToSave, UnsupportedQuant, NoPayload, TokensOutOfRange, ForeignFile or OtherModel; and the session if it was saved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The payload could not be read or is not of the promised length, or the file could not be written or made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The save was cancelled; nothing was changed.</exception>
    public (StoreResult Result, AgentSession? Session) Save(AgentSaveRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AgentWriter(_state).Save(request with { Session = request.Session with { ModelId = _modelId } }, cancellation);
    }

    /// <summary>Loads the system prompt if the file's text is the prompt, and the file's payload fits the session. The file does not change.</summary>
    /// <param name="text">The system prompt.</param>
    /// <param name="session">The live session.</param>
    /// <param name="destination">Receives the payload, or nothing if a check refuses the file.</param>
    /// <param name="cancellation">Ends the load before the next piece of 1 MiB.</param>
    /// <returns>Null if the prompt was loaded. Otherwise the reason: the caller must prefill the prompt and save it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="KvcFormatException">The disk could read only a part of the payload, which the destination has received.</exception>
    /// <exception cref="IOException">The destination could not be written.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled.</exception>
    public KvcFault? LoadSystemPrompt(ReadOnlyMemory<byte> text, KvSession session, Stream destination, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var path = System.IO.Path.Combine(Path, SystemPromptFileName);
        try
        {
            using var file = SafeFiles.Open(path, write: false);
            var (entry, found, _) = AgentFile.ReadHead(file, new KvcEntry(default, path, default, 0));
            AgentFile.CheckSession(entry, session with { ModelId = _modelId });
            if (!found.AsSpan().SequenceEqual(text.Span))
            {
                return new KvcFault(KvcFaultKind.Text, KvcHeader.Size, "the system prompt", "another text");
            }

            _ = KvcReader.Load(file, new KvcLoad
            {
                Path = path,
                Checks = _state.Options.Checks,
                Session = session with { ModelId = _modelId },
                Destination = destination,
                Cancellation = cancellation,
            });
            return null;
        }
        catch (KvcFormatException error) when (error.DeliveredBytes == 0)
        {
            return error.Fault;
        }
    }

    /// <summary>Saves the system prompt. Replaces the existing file, whatever its model is, unless a newer program made it.</summary>
    /// <param name="request">The prompt; its title, time, previous session and user activity are ignored.</param>
    /// <param name="cancellation">Ends the save before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>The outcome: Stored, UnsupportedQuant, NoPayload, TokensOutOfRange or ForeignFile.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The payload could not be read or is not of the promised length, or the file could not be written or made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The save was cancelled; nothing was changed.</exception>
    public StoreOutcome SaveSystemPrompt(AgentSaveRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AgentWriter(_state).SaveSystemPrompt(request with { Session = request.Session with { ModelId = _modelId } }, cancellation);
    }

    /// <summary>Releases the watch on the directory.</summary>
    public void Dispose() => _state.Dispose();

    private IEnumerable<KvcEntry> Entries() => DirectoryScan.Entries(Path)
        .Where(entry => entry.Header.PayloadAbi == KvcHeader.CurrentPayloadAbi && entry.Header.ModelId == _modelId);
}

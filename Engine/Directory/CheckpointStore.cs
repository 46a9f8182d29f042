namespace KvCache;

/// <summary>Stores a checkpoint.</summary>
internal sealed class CheckpointStore(DirectoryState directory, Eviction eviction)
{
    internal StoreResult Run(StoreRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (RefusalOf(request) is { } refusal)
        {
            return StoreResult.Refused(refusal);
        }

        var key = KvcKey.OfText(request.Text.Span);
        var trailer = request.Tools is { } tools ? ToolMap.Format(request.Text.Span, tools) : [];
        var content = new KvcContent
        {
            Header = HeaderOf(request, hasTools: trailer.Length > 0),
            Text = request.Text,
            Payload = request.Payload,
            Trailer = trailer,
            Cancellation = cancellation,
        };
        var budget = FileBudget.Of(directory.Options.BudgetBytes, (ulong)request.Text.Length, request.PayloadBytes, (ulong)trailer.Length);
        var failures = new List<FileFailure>();
        var evicted = new List<KvcEntry>();
        using var result = new Publication(directory, new CacheFileName(key, OtherSpelling: null), request)
        {
            IsWanted = () => budget.Fits,
            MakeRoom = () => MakeRoom(request, key, budget, evicted, failures),
        }.Run(file => KvcWriter.Save(file, content), failures, cancellation);
        if (result.Existing is { } existing)
        {
            return existing.Entry is { } entry
                ? new ToolMapRenewal(directory, eviction).Run(entry, existing.Stream, request, failures, cancellation)
                : StoreResult.Refused(existing.IsNewer ? StoreOutcome.ForeignFile : StoreOutcome.OtherModel);
        }

        if (!result.IsPublished)
        {
            return new StoreResult(StoreOutcome.OverBudget, null, evicted) { Failures = failures };
        }

        if (request.Session.PayloadAbi == KvcHeader.OldPayloadAbi)
        {
            evicted.AddRange(eviction.RunAfterwards(directory.GoalAfterStore(key), failures, cancellation));
        }

        // The length is computed, because a read of the header would cache its page again.
        var fileBytes = content.Header.PayloadOffset + (long)content.Header.PayloadBytes + trailer.Length;
        var stored = new KvcEntry(key, directory.PathOf(key), content.Header, fileBytes);
        return new StoreResult(StoreOutcome.Stored, stored, evicted) { Failures = failures };
    }

    /// <summary>
    /// Makes room before the rename. Since May 2026, ds4 makes room before it writes. Here the new file is already complete, so a
    /// failed write removes no other file. If a file cannot be removed, other files are removed instead. If these are not enough, the
    /// new file is not stored, whereas ds4 would exceed its budget.
    /// </summary>
    private bool MakeRoom(StoreRequest request, KvcKey key, FileBudget budget, List<KvcEntry> evicted, List<FileFailure> failures)
    {
        if (directory.Options.BudgetBytes == 0 || request.Session.PayloadAbi == KvcHeader.OldPayloadAbi)
        {
            return true;
        }

        var goal = directory.Goal with
        {
            PayloadAbi = request.Session.PayloadAbi,
            ExtraBytes = budget.FileBytes!.Value,
            Incoming = new IncomingText(request.Text, request.Session, directory.Options.RejectDifferentQuant),
            ReplacedKey = key,
        };
        var result = eviction.RunLocked(goal);
        evicted.AddRange(result.Removed);
        failures.AddRange(result.Failures);
        return directory.HasRoom(goal);
    }

    private static uint StoredTokens(StoreRequest request) => Math.Min(request.Tokens, request.LiveTokens ?? request.Tokens);

    /// <summary>
    /// Gets the reason not to store a checkpoint; null if there is none. A full context is refused only in payload ABI 0, because in
    /// payload ABI 2 a session with a larger context can load it.
    /// </summary>
    private StoreOutcome? RefusalOf(StoreRequest request) =>
        request.Tokens > int.MaxValue || (int)request.Tokens < directory.Options.Policy.MinTokens ? StoreOutcome.TokensOutOfRange
        : !request.Session.IsSupported ? StoreOutcome.UnsupportedQuant
        : StoredTokens(request) != (request.LiveTokens ?? request.Tokens) ? StoreOutcome.NotLive
        : request.PayloadBytes == 0 ? StoreOutcome.NoPayload
        : request.Session.PayloadAbi == KvcHeader.OldPayloadAbi
            && directory.Options.Checks == PayloadChecks.Dsv4
            && StoredTokens(request) >= request.Session.ContextSize ? StoreOutcome.NotLoadable
        : null;

    private KvcHeader HeaderOf(StoreRequest request, bool hasTools) => new()
    {
        QuantBits = (byte)request.Session.QuantBits,
        ModelId = request.Session.PayloadAbi == KvcHeader.OldPayloadAbi ? (byte)0 : request.Session.ModelId,
        PayloadAbi = request.Session.PayloadAbi,
        Reason = request.Reason,
        Extensions = (request.Extensions & ~KvcExtensions.ToolMap) | (hasTools ? KvcExtensions.ToolMap : KvcExtensions.None),
        Tokens = StoredTokens(request),
        ContextSize = request.Session.ContextSize,
        CreatedAt = directory.Now,
        LastUsed = directory.Now,
        PayloadBytes = request.PayloadBytes,
        TextBytes = (uint)request.Text.Length,
    };
}

namespace KvCache;

/// <summary>Stores a checkpoint.</summary>
internal sealed class CheckpointStore(DirectoryState directory, Eviction eviction)
{
    internal StoreResult Run(StoreRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Objection(request) is { } objection)
        {
            return StoreResult.Refused(objection);
        }

        var key = KvcKey.OfText(request.Text.Span);
        var trailer = request.Tools is { } tools ? ToolMap.Format(request.Text.Span, tools) : [];
        if (!FileBudget.Of(directory.Options.BudgetBytes, (ulong)request.Text.Length, request.PayloadBytes, (ulong)trailer.Length).Fits)
        {
            return StoreResult.Refused(StoreOutcome.OverBudget);
        }

        var content = new KvcContent
        {
            Header = HeaderOf(request, hasTools: trailer.Length > 0),
            Text = request.Text,
            Payload = request.Payload,
            Trailer = trailer,
            Cancellation = cancellation,
        };
        var failures = new List<FileFailure>();
        using var existing = new Publication(directory, key, request).Run(file => KvcWriter.Save(file, content), failures, cancellation);
        if (existing is not null)
        {
            return existing.Entry is { } entry
                ? new ToolMapRenewal(directory, eviction).Run(entry, existing.Stream, request, failures, cancellation)
                : StoreResult.Refused(StoreOutcome.ForeignFile);
        }

        // Known without another look, which would bring the header's page back.
        var fileBytes = content.Header.PayloadOffset + (long)content.Header.PayloadBytes + trailer.Length;
        var stored = new KvcEntry(key, directory.PathOf(key), content.Header, fileBytes);
        return new StoreResult(StoreOutcome.Stored, stored, eviction.RunAfterwards(key, failures, cancellation)) { Failures = failures };
    }

    private static uint StoredTokens(StoreRequest request) => Math.Min(request.Tokens, request.LiveTokens ?? request.Tokens);

    private StoreOutcome? Objection(StoreRequest request) =>
        request.Tokens > int.MaxValue || (int)request.Tokens < directory.Options.Policy.MinTokens ? StoreOutcome.TooFewTokens
        : !request.Session.IsSupported ? StoreOutcome.UnsupportedQuant
        : StoredTokens(request) != (request.LiveTokens ?? request.Tokens) ? StoreOutcome.NotLive
        : request.PayloadBytes == 0 ? StoreOutcome.NoPayload
        : directory.Options.Checks == PayloadChecks.Dsv4 && StoredTokens(request) >= request.Session.ContextSize ? StoreOutcome.NotLoadable
        : null;

    private KvcHeader HeaderOf(StoreRequest request, bool hasTools) => new()
    {
        QuantBits = (byte)request.Session.QuantBits,
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

using KvCache.Interop;

namespace KvCache;

public sealed partial class CacheFolder
{
    /// <summary>
    /// Stores a checkpoint: writes a temporary, makes it durable, renames it, makes the folder durable, and keeps the
    /// budget. At any moment the folder has the old file or the new one, each complete. Where a usable file of the
    /// same text is there, it stays.
    /// </summary>
    /// <param name="request">The checkpoint.</param>
    /// <returns>What became of it: one that is not worth a file, or does not fit, is no exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The payload could not be read or is not of the promised length, or the file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written or removed here.</exception>
    public StoreResult Store(StoreRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Objection(request) is { } objection)
        {
            return StoreResult.Refused(objection);
        }

        var key = KvcKey.OfText(request.Text.Span);
        var trailer = request.Tools is { } tools ? ToolMap.Format(request.Text.Span, tools) : [];
        if (!FileBudget.Of(_options.BudgetBytes, (ulong)request.Text.Length, request.PayloadBytes, (ulong)trailer.Length).Fits)
        {
            return StoreResult.Refused(StoreOutcome.OverBudget);
        }

        if (FindUsable(key, request) is { } usable)
        {
            return AddTools(usable, request);
        }

        if (ForeignFile.IsAt(PathOf(key)))
        {
            return StoreResult.Refused(StoreOutcome.ForeignFile);
        }

        var content = new KvcContent
        {
            Header = HeaderOf(request, hasTools: trailer.Length > 0),
            Text = request.Text,
            Payload = request.Payload,
            Trailer = trailer,
        };
        if (!Publish(key, file => KvcWriter.Save(file, content), _ => FindUsable(key, request) is null && !ForeignFile.IsAt(PathOf(key))))
        {
            return ForeignFile.IsAt(PathOf(key))
                ? StoreResult.Refused(StoreOutcome.ForeignFile)
                : new StoreResult(StoreOutcome.Kept, EntryOf(key), []);
        }

        // Known without another look, which would bring the header's page back.
        var fileBytes = content.Header.PayloadOffset + (long)content.Header.PayloadBytes + trailer.Length;
        return new StoreResult(StoreOutcome.Stored, new KvcEntry(key, PathOf(key), content.Header, fileBytes), Evict(key));
    }

    private static uint StoredTokens(StoreRequest request) => Math.Min(request.Tokens, request.LiveTokens ?? request.Tokens);

    private StoreOutcome? Objection(StoreRequest request) =>
        request.Tokens > int.MaxValue || (int)request.Tokens < _options.Policy.MinTokens ? StoreOutcome.TooFewTokens
        : !request.Session.IsSupported ? StoreOutcome.UnsupportedQuant
        : StoredTokens(request) != (request.LiveTokens ?? request.Tokens) ? StoreOutcome.NotLive
        : request.PayloadBytes == 0 ? StoreOutcome.NoPayload
        : _options.Checks == PayloadChecks.Dsv4 && StoredTokens(request) >= request.Session.ContextSize ? StoreOutcome.NotLoadable
        : null;

    private KvcHeader HeaderOf(StoreRequest request, bool hasTools) => new()
    {
        QuantBits = (byte)request.Session.QuantBits,
        Reason = request.Reason,
        Extensions = (request.Extensions & ~KvcExtensions.ToolMap) | (hasTools ? KvcExtensions.ToolMap : KvcExtensions.None),
        Tokens = StoredTokens(request),
        ContextSize = request.Session.ContextSize,
        CreatedAt = Now,
        LastUsed = Now,
        PayloadBytes = request.PayloadBytes,
        TextBytes = (uint)request.Text.Length,
    };

    private KvcEntry? EntryOf(KvcKey key) => FolderScan.TryReadEntry(PathOf(key), key, out var entry, out _) ? entry : null;

    /// <summary>
    /// Writes a temporary and, where that is still wanted, renames it to the key's name. Other spellings of the name
    /// are removed then: two files of one hash would take room twice, and only one would ever be found.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes the file; it is made durable then.</param>
    /// <param name="isWanted">
    /// Asked with the folder locked, just before the rename: another process may have been faster. May change the
    /// file's header; then it makes it durable again.
    /// </param>
    private bool Publish(KvcKey key, Action<FileStream> write, Predicate<FileStream> isWanted)
    {
        FileStream file;
        using (FolderLock.Take(Path))
        {
            file = Temporaries.Create(Path, key);
        }

        var temporary = file.Name;
        try
        {
            using (file)
            {
                write(file);
                SafeFiles.SyncFile(file);
                using (FolderLock.Take(Path))
                {
                    if (!isWanted(file))
                    {
                        Temporaries.Discard(temporary);
                        return false;
                    }

                    File.Move(temporary, PathOf(key), overwrite: true);
                    RemoveOtherSpellings(key);
                }
            }
        }
        catch
        {
            Temporaries.Discard(temporary);
            throw;
        }

        SafeFiles.SyncFolder(Path);
        return true;
    }

    private void RemoveOtherSpellings(KvcKey key)
    {
        foreach (var name in _files.NamesOf(key).Where(name => name != key.FileName))
        {
            var path = System.IO.Path.Combine(Path, name);
            if (!ForeignFile.IsAt(path))
            {
                File.Delete(path);
            }
        }
    }
}

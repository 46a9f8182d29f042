using KvCache.Interop;

namespace KvCache;

public sealed partial class CacheFolder
{
    /// <summary>
    /// The file of a text, where a session could use it instead of a new one: its header fits, its text is that text,
    /// and its payload is one that the session can load. The original does not look at the payload, so that a file that
    /// no session can load keeps a good one out.
    /// </summary>
    private KvcEntry? FindUsable(KvcKey key, StoreRequest request)
    {
        if (!FolderScan.TryReadEntry(PathOf(key), key, out var entry, out _)
            || entry.Header.ContextSize > request.Session.ContextSize
            || (_options.RejectDifferentQuant && entry.Header.QuantBits != request.Session.QuantBits))
        {
            return null;
        }

        try
        {
            using var file = SafeFiles.Open(entry.Path, write: false);
            return HasText(file, entry.Header, request.Text.Span) && IsLoadable(file, entry.Header, request.Session) ? entry : null;
        }
        catch (IOException)
        {
            // It was removed or cannot be read: then it is not usable, and a new one takes its place.
            return null;
        }
    }

    private static bool HasText(FileStream file, in KvcHeader header, ReadOnlySpan<byte> text)
    {
        if (header.TextBytes != text.Length)
        {
            return false;
        }

        Span<byte> piece = stackalloc byte[4096];
        file.Position = KvcHeader.Size;
        while (!text.IsEmpty)
        {
            var part = piece[..Math.Min(piece.Length, text.Length)];
            file.ReadExactly(part);
            if (!text.StartsWith(part))
            {
                return false;
            }

            text = text[part.Length..];
        }

        return true;
    }

    private bool IsLoadable(FileStream file, in KvcHeader header, KvSession session) =>
        _options.Checks == PayloadChecks.None
        || (DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, session.Payload, out var payload, out _)
            && payload.Header.Tokens == header.Tokens);

    /// <summary>
    /// Gives a file the tool calls of its text that it does not have. The file is written anew, beside the old one: the
    /// original cuts its trailer off and writes another in place, which a crash can leave half done, and drops the ids
    /// that only the file knew.
    /// </summary>
    private StoreResult AddTools(KvcEntry entry, StoreRequest request)
    {
        // A title stands where a tool map would: the copy would lose it.
        if (request.Tools is null || !entry.Header.IsFullyKnown || entry.Header.Extensions.HasFlag(KvcExtensions.SessionTitle))
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        using var old = SafeFiles.Open(entry.Path, write: false);
        var trailer = MergedTools(old, entry, request.Text.Span, request.Tools, out var isNews);
        if (!isNews || !FileBudget.Of(_options.BudgetBytes, entry.Header.TextBytes, entry.Header.PayloadBytes, (ulong)trailer.Length).Fits)
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        var header = entry.Header with { Extensions = entry.Header.Extensions | KvcExtensions.ToolMap, LastUsed = Now };
        return Publish(entry.Key, file => KvcWriter.Renew(file, old, header, request.Text, trailer), file => TakesOver(file, header, entry))
            ? new StoreResult(StoreOutcome.ToolMapAdded, EntryOf(entry.Key), Evict(entry.Key))
            : new StoreResult(StoreOutcome.Kept, EntryOf(entry.Key), []);
    }

    /// <summary>
    /// Whether a copy may take its original's place: that is still there, and nothing but its hits has changed while it
    /// was copied. The hits are carried over.
    /// </summary>
    internal static bool TakesOver(FileStream copy, KvcHeader header, KvcEntry original)
    {
        if (StillThere(original) is not { } current)
        {
            return false;
        }

        if (current.Header.Hits != original.Header.Hits)
        {
            Span<byte> bytes = stackalloc byte[KvcHeader.Size];
            (header with { Hits = current.Header.Hits }).Format(bytes);
            copy.Position = 0;
            copy.Write(bytes);
            SafeFiles.SyncFile(copy);
        }

        return true;
    }

    /// <summary>The same file as it is now, where its path still leads to it; a hit that was counted since is no other file.</summary>
    private static KvcEntry? StillThere(KvcEntry entry) =>
        FolderScan.TryReadEntry(entry.Path, entry.Key, out var now, out _)
        && now.FileBytes == entry.FileBytes
        && Unused(now.Header) == Unused(entry.Header)
            ? now
            : null;

    private static KvcHeader Unused(in KvcHeader header) => header with { Hits = 0, LastUsed = 0 };

    /// <summary>
    /// The map of what the file knows and, newer than that, what the server remembers. A file has the newest id of a
    /// block first: the last one of the file is put first.
    /// </summary>
    private static byte[] MergedTools(FileStream file, KvcEntry entry, ReadOnlySpan<byte> text, ToolMemory tools, out bool isNews)
    {
        var onDisk = new ToolMemory();
        if (entry.Header.Extensions.HasFlag(KvcExtensions.ToolMap))
        {
            file.Position = entry.FileBytes - entry.TrailerBytes;
            ToolMap.Read(file, entry.TrailerBytes, onDisk);
        }

        var merged = new ToolMemory();
        merged.PutAll(onDisk.NewestFirst);
        var known = ToolMap.Format(text, merged);
        merged.PutAll(tools.NewestFirst.Reverse());
        var all = ToolMap.Format(text, merged);
        isNews = !all.AsSpan().SequenceEqual(known);
        return all;
    }
}

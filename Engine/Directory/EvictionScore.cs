namespace KvCache;

/// <summary>
/// The value of a file: tokens per byte, times its hits, which halve every six hours without use. Each payload ABI has the
/// formula of its ds4. All members are thread-safe.
/// </summary>
public static class EvictionScore
{
    /// <summary>Seconds in which the hits of an unused file halve.</summary>
    public const ulong HitHalfLifeSeconds = 6 * 60 * 60;

    /// <summary>Decayed hits below this count as none.</summary>
    public const double LeastHits = 0.01;

    /// <summary>
    /// The score of a file at a time. Eviction removes the lowest score first. Since May 2026, the score of a file that was
    /// stored cold, for an eviction or at a shutdown doubles.
    /// </summary>
    /// <param name="header">The file's header.</param>
    /// <param name="fileBytes">The file's length; 0 scores 0.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static double Of(in KvcHeader header, long fileBytes, ulong now)
    {
        var score = fileBytes == 0 ? 0 : (EffectiveHits(header, now) + 1) * header.Tokens / fileBytes;
        return header is { PayloadAbi: KvcHeader.CurrentPayloadAbi, Reason: KvcReason.Cold or KvcReason.Evict or KvcReason.Shutdown }
            ? 2 * score
            : score;
    }

    /// <summary>
    /// The score of a file whose text begins the text of the next store, which makes the file redundant. Fewer hits make the
    /// score lower.
    /// </summary>
    /// <param name="header">The file's header.</param>
    /// <param name="fileBytes">The file's length; 0 scores 0.</param>
    /// <param name="now">Seconds since 1970.</param>
    internal static double OfOutgrown(in KvcHeader header, long fileBytes, ulong now)
    {
        var hits = EffectiveHits(header, now);
        return Of(header, fileBytes, now) * (0.05 + (0.45 * hits / (hits + 1)));
    }

    /// <summary>The hits that still count at a time. A file last used in the future has lost none.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static double EffectiveHits(in KvcHeader header, ulong now)
    {
        var used = header.LastUsed != 0 ? header.LastUsed : header.CreatedAt;
        if (used == 0)
        {
            return 0;
        }

        if (now <= used)
        {
            return header.Hits;
        }

        var hits = header.Hits * Math.Pow(2, -(double)(now - used) / HitHalfLifeSeconds);
        return hits < LeastHits ? 0 : hits;
    }
}

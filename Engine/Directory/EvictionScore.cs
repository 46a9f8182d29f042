namespace KvCache;

/// <summary>
/// The value of a file: its tokens per byte, times one plus its hits. The hits halve every six hours without use. Each payload ABI
/// has the formula of the ds4 that writes it. All members are thread-safe.
/// </summary>
public static class EvictionScore
{
    /// <summary>Seconds in which the hits of an unused file halve.</summary>
    public const ulong HitHalfLifeSeconds = 6 * 60 * 60;

    /// <summary>Decayed hits below this number count as 0.</summary>
    public const double LeastHits = 0.01;

    /// <summary>
    /// Computes the score of a file at a time. Eviction removes the lowest score first. In the current payload ABI, the score doubles if
    /// the reason for the store is <see cref="KvcReason.Cold"/>, <see cref="KvcReason.Evict"/> or <see cref="KvcReason.Shutdown"/>.
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
    /// Computes the score of a file whose text is the beginning of the next stored text, which makes the file redundant. The fewer hits,
    /// the lower the score.
    /// </summary>
    /// <param name="header">The file's header.</param>
    /// <param name="fileBytes">The file's length; 0 scores 0.</param>
    /// <param name="now">Seconds since 1970.</param>
    internal static double OfOutgrown(in KvcHeader header, long fileBytes, ulong now)
    {
        var hits = EffectiveHits(header, now);
        return Of(header, fileBytes, now) * (0.05 + (0.45 * hits / (hits + 1)));
    }

    /// <summary>Computes the hits that still count at a time. A file that was last used in the future has lost none.</summary>
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

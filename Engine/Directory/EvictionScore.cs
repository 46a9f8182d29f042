namespace KvCache;

/// <summary>What a file is worth keeping: tokens a byte, times its hits, which halve every six hours without use. The formula is ds4's. All members are safe for all threads.</summary>
public static class EvictionScore
{
    /// <summary>Seconds in which the hits of an unused file halve.</summary>
    public const ulong HitHalfLifeSeconds = 6 * 60 * 60;

    /// <summary>Decayed hits below this count as none.</summary>
    public const double LeastHits = 0.01;

    /// <summary>The score of a file at a time; the lowest goes first.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="fileBytes">The file's length; 0 scores 0.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static double Of(in KvcHeader header, long fileBytes, ulong now) =>
        fileBytes == 0 ? 0 : (EffectiveHits(header, now) + 1) * header.Tokens / fileBytes;

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

using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Output;

/// <summary>The tables of <c>kv ls</c> and <c>kv evict</c>.</summary>
internal static class EntryTable
{
    private static readonly TextColumn<ScannedCheckpoint> Tokens = new("tokens", 9, file => Formatting.Count(file.Header.Tokens), IsNumber: true);
    private static readonly TextColumn<ScannedCheckpoint> Hits = new("hits", 6, file => Formatting.Count(file.Header.Hits), IsNumber: true);
    private static readonly TextColumn<ScannedCheckpoint> LastUsed = new("last used", 20, file => UnixTime.Write(file.Header.LastUsed));
    private static readonly TextColumn<ScannedCheckpoint> Size = new("size", 10, file => Formatting.Bytes(file.FileBytes), IsNumber: true);

    /// <summary>A terminal has room for the beginning, which tells files apart; what reads a pipe wants all of it.</summary>
    private static readonly TextColumn<ScannedCheckpoint> Key = Terminal.IsInteractive
        ? new("key", 12, file => file.Key.ToString()[..12])
        : new("key", 40, file => file.Key.ToString());

    /// <param name="scoredAt">The time of the eviction scores, in seconds since 1970; null: the table has no scores.</param>
    internal static TextTable<ScannedCheckpoint> Listing(ulong? scoredAt) => new(
    [
        Key,
        .. scoredAt is { } now ? (TextColumn<ScannedCheckpoint>[])[Score(now)] : [],
        Tokens,
        new("bits", 4, file => $"{file.Header.QuantBits}", IsNumber: true),
        new("reason", 13, file => file.Header.Reason.Name()),
        new("context", 9, file => Formatting.Count(file.Header.ContextSize), IsNumber: true),
        Hits,
        LastUsed,
        Size,
        new("also", 5, file => Also(file.Header.Extensions)),
    ]);

    internal static TextTable<ScannedCheckpoint> Evicted(ulong now) => new(
        Key,
        Score(now),
        Tokens,
        Hits,
        LastUsed,
        Size);

    private static TextColumn<ScannedCheckpoint> Score(ulong now) =>
        new("score", 10, file => Formatting.Score(EvictionScore.Of(file.Header, file.FileBytes, now)), IsNumber: true);

    private static string Also(KvcExtensions extensions)
    {
        var tools = extensions.HasFlag(KvcExtensions.ToolMap) ? "tools" : "";
        return extensions.KeyKind() is var kind and not "token-text" ? tools.Length > 0 ? $"{tools}, {kind}" : kind : tools;
    }
}

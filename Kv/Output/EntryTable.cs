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

    /// <summary>The key. A terminal gets a prefix that identifies a file; a pipe gets the whole key, because programs read it.</summary>
    private static readonly TextColumn<ScannedCheckpoint> Key = Terminal.IsInteractive
        ? new("key", 12, file => NameOf(file)[..12])
        : new("key", 40, file => NameOf(file));

    /// <param name="scoredAt">The time of the eviction scores, in seconds since 1970; null: the table has no scores.</param>
    /// <param name="titleOf">Reads the title of a file; null: the table has no titles.</param>
    internal static TextTable<ScannedCheckpoint> Listing(ulong? scoredAt, Func<ScannedCheckpoint, string>? titleOf = null) => new(
    [
        Key,
        .. scoredAt is { } now ? (TextColumn<ScannedCheckpoint>[])[Score(now)] : [],
        Tokens,
        new("model", 7, file => file.Header.PayloadAbi == KvcHeader.OldPayloadAbi ? "flash/0" : KvcModels.NameOf(file.Header.ModelId)),
        new("bits", 4, file => $"{file.Header.QuantBits}", IsNumber: true),
        new("reason", 13, file => file.Header.Reason.Name()),
        new("context", 9, file => Formatting.Count(file.Header.ContextSize), IsNumber: true),
        Hits,
        LastUsed,
        Size,
        new("also", 5, file => Also(file.Header)),
        .. titleOf is not null ? (TextColumn<ScannedCheckpoint>[])[new("title", 5, titleOf)] : [],
    ]);

    internal static TextTable<ScannedCheckpoint> Evicted(ulong now) => new(
        Key,
        Score(now),
        Tokens,
        Hits,
        LastUsed,
        Size);

    /// <summary>Gets the key of a file, or the name of the system prompt, which has no key.</summary>
    private static string NameOf(in ScannedCheckpoint file) => file.Name.IsSystemPrompt ? file.FileName : file.Key.ToString();

    private static TextColumn<ScannedCheckpoint> Score(ulong now) =>
        new("score", 10, file => Formatting.Score(EvictionScore.Of(file.Header, file.FileBytes, now)), IsNumber: true);

    private static string Also(in KvcHeader header) => string.Join(", ", ((string?[])
    [
        header.Extensions.HasFlag(KvcExtensions.ToolMap) ? "tools" : null,
        header.Extensions.HasFlag(KvcExtensions.SessionTitle) ? "title" : null,
        header.IsStripped ? "stripped" : null,
        header.Extensions.KeyKind() is var kind and not "token-text" ? kind : null,
        header.IsNewer ? "newer" : null,
    ]).Where(part => part is not null));
}

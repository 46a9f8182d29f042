using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Output;

/// <summary>The tables of <c>kv ls</c> and <c>kv evict</c>.</summary>
internal static class EntryTable
{
    private static readonly TextColumn<ScannedCheckpoint> Tokens = new("tokens", 9, (in file, line) => Formatting.Count(line, file.Header.Tokens), IsNumber: true);
    private static readonly TextColumn<ScannedCheckpoint> Hits = new("hits", 6, (in file, line) => Formatting.Count(line, file.Header.Hits), IsNumber: true);
    private static readonly TextColumn<ScannedCheckpoint> LastUsed = new("last used", 20, (in file, line) => UnixTime.Write(line, file.Header.LastUsed));
    private static readonly TextColumn<ScannedCheckpoint> Size = new("size", 10, (in file, line) => Formatting.Bytes(line, file.FileBytes), IsNumber: true);

    /// <summary>The key. A terminal gets a prefix that identifies a file; a pipe gets the whole key, because programs read it.</summary>
    private static readonly TextColumn<ScannedCheckpoint> Key = Terminal.IsInteractive
        ? new("key", 12, (in file, line) => AppendName(line, file, 12))
        : new("key", 40, (in file, line) => AppendName(line, file, 40));

    /// <param name="scoredAt">The time of the eviction scores, in seconds since 1970; null: the table has no scores.</param>
    /// <param name="titleOf">Reads the title of a file; null: the table has no titles.</param>
    internal static TextTable<ScannedCheckpoint> Listing(ulong? scoredAt, Func<ScannedCheckpoint, string>? titleOf = null) => new(
    [
        Key,
        .. scoredAt is { } now ? (TextColumn<ScannedCheckpoint>[])[Score(now)] : [],
        Tokens,
        new("model", 7, (in file, line) => line.Append(file.Header.PayloadAbi == KvcHeader.OldPayloadAbi ? "flash/0" : KvcModels.NameOf(file.Header.ModelId))),
        new("bits", 4, (in file, line) => line.Append(file.Header.QuantBits, ""), IsNumber: true),
        new("reason", 13, (in file, line) => line.Append(file.Header.Reason.Name())),
        new("context", 9, (in file, line) => Formatting.Count(line, file.Header.ContextSize), IsNumber: true),
        Hits,
        LastUsed,
        Size,
        new("also", 5, (in file, line) => Also(line, file.Header)),
        .. titleOf is not null ? (TextColumn<ScannedCheckpoint>[])[new("title", 5, (in file, line) => line.Append(titleOf(file)))] : [],
    ]);

    internal static TextTable<ScannedCheckpoint> Evicted(ulong now) => new(
        Key,
        Score(now),
        Tokens,
        Hits,
        LastUsed,
        Size);

    /// <summary>Appends the beginning of a file's key, or the name of the system prompt, which has no key.</summary>
    private static void AppendName(LineText line, in ScannedCheckpoint file, int length)
    {
        if (file.Name.IsSystemPrompt)
        {
            line.Append(CacheFileName.SystemPromptName);
            return;
        }

        Span<byte> name = stackalloc byte[KvcKey.FileNameLength];
        file.Key.FormatFileName(name);
        line.AppendAscii(name[..length]);
    }

    private static TextColumn<ScannedCheckpoint> Score(ulong now) =>
        new("score", 10, (in file, line) => line.Append(Formatting.Score(EvictionScore.Of(file.Header, file.FileBytes, now))), IsNumber: true);

    private static void Also(LineText line, in KvcHeader header)
    {
        var start = line.Length;
        Add(header.Extensions.HasFlag(KvcExtensions.ToolMap), "tools");
        Add(header.Extensions.HasFlag(KvcExtensions.SessionTitle), "title");
        Add(header.IsStripped, "stripped");
        Add(header.Extensions.KeyKind() is not "token-text", header.Extensions.KeyKind());
        Add(header.IsNewer, "newer");

        void Add(bool isTrue, string text)
        {
            if (isTrue)
            {
                line.Append(line.Length > start ? ", " : "");
                line.Append(text);
            }
        }
    }
}

using KvCache;

namespace Kv.Commands;

/// <summary>An order of <c>kv ls</c>. Numbers are sorted from large to small, then keys from small to large.</summary>
internal sealed class EntryOrder
{
    private readonly Func<ScannedCheckpoint, ulong>? _number;
    private readonly bool _isReversed;

    private EntryOrder(Func<ScannedCheckpoint, ulong>? number, bool isReversed)
    {
        _number = number;
        _isReversed = isReversed;
    }

    internal static IReadOnlyList<string> Names { get; } = ["key", "tokens", "size", "hits", "used", "created", "score"];

    internal static EntryOrder By(string name, bool reversed, ulong now) => new(
        name switch
        {
            "tokens" => file => file.Header.Tokens,
            "size" => file => (ulong)file.FileBytes,
            "hits" => file => file.Header.Hits,
            "used" => file => file.Header.LastUsed,
            "created" => file => file.Header.CreatedAt,

            // Scores are not negative. The bits of such numbers have the same order as the numbers (IEEE 754).
            "score" => file => BitConverter.DoubleToUInt64Bits(EvictionScore.Of(file.Header, file.FileBytes, now)),
            _ => null,
        },
        reversed);

    /// <summary>Sorts by one number for each file. Only files with equal numbers are compared by their names.</summary>
    /// <returns>The places of the files in their order.</returns>
    internal int[] Sort(FileList files)
    {
        var (ranks, places) = (new ulong[files.Count], new int[files.Count]);
        for (var place = 0; place < places.Length; place++)
        {
            var rank = _number is null ? files[place].Key.Prefix : ~_number(files[place]);
            (ranks[place], places[place]) = (_isReversed ? ~rank : rank, place);
        }

        Array.Sort(ranks, places);
        for (int start = 0, end; start < ranks.Length; start = end)
        {
            for (end = start + 1; end < ranks.Length && ranks[end] == ranks[start]; end++)
            {
            }

            if (end - start > 1)
            {
                places.AsSpan(start, end - start).Sort((left, right) => CompareNames(files[left], files[right]));
            }
        }

        return places;
    }

    private int CompareNames(ScannedCheckpoint left, ScannedCheckpoint right)
    {
        var order = KvcKey.Compare(left.Key, right.Key);
        order = order != 0 ? order : StringComparer.Ordinal.Compare(left.FileName, right.FileName);
        return _isReversed ? -order : order;
    }
}

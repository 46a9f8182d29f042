using KvCache;

namespace Kv.Verbs;

/// <summary>The orders in which <c>kv ls</c> lists. Numbers go from large to small, keys from small to large; of equals, by key.</summary>
internal static class EntryOrder
{
    internal static IReadOnlyList<string> Names { get; } = ["key", "tokens", "size", "hits", "used", "created", "score"];

    internal static Comparison<KvcEntry> By(string name, ulong now)
    {
        Func<KvcEntry, double>? number = name switch
        {
            "tokens" => entry => entry.Header.Tokens,
            "size" => entry => entry.FileBytes,
            "hits" => entry => entry.Header.Hits,
            "used" => entry => entry.Header.LastUsed,
            "created" => entry => entry.Header.CreatedAt,
            "score" => entry => EvictionPlan.ScoreOf(entry, null, now),
            _ => null,
        };
        return (left, right) =>
            number is not null && number(right).CompareTo(number(left)) is var order and not 0
                ? order
                : StringComparer.OrdinalIgnoreCase.Compare(left.FileName, right.FileName);
    }
}

using KvCache;

namespace Kv.Commands;

/// <summary>An order of <c>kv ls</c>. Numbers are sorted from large to small, then keys from small to large.</summary>
internal sealed class EntryOrder
{
    private readonly Func<ScannedCheckpoint, double>? _number;
    private readonly int _sign;

    private EntryOrder(Func<ScannedCheckpoint, double>? number, bool reversed)
    {
        _number = number;
        _sign = reversed ? -1 : 1;
    }

    internal static IReadOnlyList<string> Names { get; } = ["key", "tokens", "size", "hits", "used", "created", "score"];

    internal static EntryOrder By(string name, bool reversed, ulong now) => new(
        name switch
        {
            "tokens" => file => file.Header.Tokens,
            "size" => file => file.FileBytes,
            "hits" => file => file.Header.Hits,
            "used" => file => file.Header.LastUsed,
            "created" => file => file.Header.CreatedAt,
            "score" => file => EvictionScore.Of(file.Header, file.FileBytes, now),
            _ => null,
        },
        reversed);

    internal int Compare(ScannedCheckpoint left, ScannedCheckpoint right)
    {
        var order = _number is null ? 0 : _number(right).CompareTo(_number(left));
        order = order != 0 ? order : KvcKey.Compare(left.Key, right.Key);
        return _sign * (order != 0 ? order : StringComparer.Ordinal.Compare(left.FileName, right.FileName));
    }
}

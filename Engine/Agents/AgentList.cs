using System.Buffers;
using System.Globalization;

namespace KvCache;

/// <summary>Lists, finds and completes the sessions of an agent's directory as ds4's agent does.</summary>
internal static class AgentList
{
    private const string SwitchCommand = "/switch";

    /// <summary>The number of digits in a completion. If the user typed more, the completion has all 40 digits.</summary>
    private const int ShownDigits = 8;

    private const int MaxDigits = 2 * KvcKey.Size;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Sorts files by the time of their last use, latest first. For a file that was never used, the creation time counts.</summary>
    internal static IEnumerable<KvcEntry> ByLastUse(IEnumerable<KvcEntry> entries) => entries
        .OrderByDescending(entry => entry.Header.LastUsed != 0 ? entry.Header.LastUsed : entry.Header.CreatedAt)
        .ThenBy(entry => entry.Key.ToString(), StringComparer.Ordinal);

    /// <summary>Finds the one file whose name begins with a prefix.</summary>
    internal static (AgentFindOutcome Outcome, KvcEntry? Entry) Find(IEnumerable<KvcEntry> entries, ReadOnlySpan<char> prefix)
    {
        if (prefix.IsEmpty || !IsHexadecimal(prefix))
        {
            return (AgentFindOutcome.InvalidPrefix, null);
        }

        return Matching(entries, prefix) switch
        {
            [] => (AgentFindOutcome.NotFound, null),
            [var only] => (AgentFindOutcome.Found, only),
            _ => (AgentFindOutcome.Ambiguous, null),
        };
    }

    /// <summary>Gets the completions of a typed "/switch" command.</summary>
    internal static IReadOnlyList<string> Complete(IEnumerable<KvcEntry> entries, ReadOnlySpan<char> typed)
    {
        if (!typed.StartsWith(SwitchCommand))
        {
            return [];
        }

        var rest = typed[SwitchCommand.Length..];
        var prefix = rest.TrimStart(" \t");
        if ((prefix.Length == rest.Length && !rest.IsEmpty) || !IsHexadecimal(prefix))
        {
            return [];
        }

        var digits = prefix.Length > ShownDigits ? MaxDigits : ShownDigits;
        return
        [
            .. Matching(entries, prefix)
                .OrderByDescending(entry => entry.Header.LastUsed)
                .ThenBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                .Select(entry => $"{SwitchCommand} {entry.Key.ToString()[..digits]}"),
        ];
    }

    /// <summary>Formats the time since a session's last use. A time in the future and an unknown time count as now.</summary>
    internal static string Age(ulong when, ulong now)
    {
        var seconds = when == 0 || now <= when ? 0 : now - when;
        var (number, unit) = seconds switch
        {
            < 60 => (seconds, 's'),
            < 60 * 60 => (seconds / 60, 'm'),
            < 24 * 60 * 60 => (seconds / (60 * 60), 'h'),
            _ => (seconds / (24 * 60 * 60), 'd'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{unit} ago");
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> prefix) =>
        prefix.Length <= MaxDigits && !prefix.ContainsAnyExcept(Digits);

    private static List<KvcEntry> Matching(IEnumerable<KvcEntry> entries, ReadOnlySpan<char> prefix)
    {
        var matching = new List<KvcEntry>();
        foreach (var entry in entries)
        {
            if (entry.Key.ToString().AsSpan().StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                matching.Add(entry);
            }
        }

        return matching;
    }
}

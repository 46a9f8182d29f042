using System.Collections.Immutable;
using System.Globalization;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>Explains a bound in words for a message: "48 at line 12, 3 × 4 at line 14".</summary>
internal sealed record Explanation(string Text, ImmutableArray<Location> Locations)
{
    /// <summary>The maximum number of places that a message lists. The message counts the others.</summary>
    private const int MaxPlaces = 6;

    /// <summary>Writes a number of bytes: "1 byte", "52 bytes".</summary>
    internal static string Bytes(long count) => string.Format(CultureInfo.InvariantCulture, count == 1 ? "{0} byte" : "{0} bytes", count);

    /// <summary>Explains a byte count by the operations that moved the bytes.</summary>
    internal static Explanation Of(ByteCount byteCount)
    {
        if (byteCount.Trace is not { } trace)
        {
            return new("nothing is moved", []);
        }

        var steps = byteCount.Amount.IsConstant ? trace.ToSteps() : [trace.Step];
        var groups = steps.GroupBy(static step => (step.Place, step.Amount, step.Why)).ToImmutableArray();
        var parts = groups.Take(MaxPlaces).Select(static group => Part(group.First(), group.Count())).ToList();
        if (groups.Length > MaxPlaces)
        {
            parts.Add(string.Format(CultureInfo.InvariantCulture, "and {0} at {1} other places", groups.Skip(MaxPlaces).Sum(static group => group.First().Amount.Bytes * group.Count()), groups.Length - MaxPlaces));
        }

        return new(string.Join(", ", parts), [.. groups.Select(static group => group.Key.Place.GetLocation())]);
    }

    private static string Part(Step step, int times)
    {
        var amount = step.Amount.IsConstant ? (times > 1 ? times.ToString(CultureInfo.InvariantCulture) + " × " : "") + step.Amount.Bytes.ToString(CultureInfo.InvariantCulture) + " " : "";
        var why = step.Why is null ? "" : step.Why + " ";
        return $"{amount}{why}at line {(step.Place.GetLocation().GetMappedLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture)}";
    }
}

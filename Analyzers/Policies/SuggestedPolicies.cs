using System.Collections.Immutable;
using System.Globalization;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Passes the policies that a rule suggests to its code fix, as a diagnostic property.</summary>
internal static class SuggestedPolicies
{
    private const string Key = "policies";

    internal static ImmutableDictionary<string, string?> ToProperties(IEnumerable<PolicyOptions> policies) => ImmutableDictionary<string, string?>.Empty.Add(
        Key, string.Join(";", policies.Select(static options => FormattableString.Invariant($"{(int)options.Kind},{options.MaxBytes},{options.File}"))));

    internal static ImmutableArray<PolicyOptions> FromProperties(ImmutableDictionary<string, string?> properties) =>
        properties.TryGetValue(Key, out var text) && text is not null ? [.. text.Split(';').Select(Parse)] : [];

    private static PolicyOptions Parse(string text) => text.Split(',') is [var kind, var most, var file]
        ? new PolicyOptions((PolicyKind)int.Parse(kind, CultureInfo.InvariantCulture))
        {
            MaxBytes = int.Parse(most, CultureInfo.InvariantCulture),
            File = file.Length > 0 ? file : null,
        }
        : throw new ArgumentException($"No policy: {text}", nameof(text));
}

using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Parsing;

/// <summary>Collects the entries of the policy map.</summary>
internal static class PolicyMapEntries
{
    internal static EquatableArray<MapEntryModel> Sort(EquatableArray<AnnotatedMethodModel> methods) => new(
    [
        .. methods
            .SelectMany(method => method.Map.Items)
            .OrderBy(entry => entry.Type, StringComparer.Ordinal)
            .ThenBy(entry => entry.Signature, StringComparer.Ordinal)
            .ThenBy(entry => entry.Options?.Kind),
    ]);
}

using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Gathering;

/// <summary>Brings the assembly's policies together for the policy map.</summary>
internal static class PolicyMapEntries
{
    internal static EquatableArray<MapEntryModel> Sort(ImmutableArray<AnnotatedMethodModel> methods) => new(
    [
        .. methods
            .SelectMany(method => method.Map.Items)
            .OrderBy(entry => entry.Type, StringComparer.Ordinal)
            .ThenBy(entry => entry.Signature, StringComparer.Ordinal)
            .ThenBy(entry => entry.Options.Kind),
    ]);
}

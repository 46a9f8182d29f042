using System.Collections.Immutable;

namespace IoPolicy.Corpus;

/// <summary>One of each: all rules, or all fixes, found by reflection, so that a new one is in every run. Compiled into the rules' tests, too.</summary>
internal static class Instances
{
    /// <summary>An instance of each type that derives from a base, of the base's own assembly, by name.</summary>
    internal static ImmutableArray<T> Of<T>(Type baseType) =>
    [
        .. baseType.Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(baseType) && !type.IsAbstract)
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (T)Activator.CreateInstance(type)!),
    ];
}

using System.Collections.Immutable;

namespace IoPolicy.Tool.Scan;

/// <summary>Creates all rules or all fixes by reflection, so each new rule is in every run. The tests of the rules compile this file too.</summary>
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

using System.Collections.Immutable;

namespace IoPolicy.Tool.Scan;

/// <summary>Creates all analyzers or all code fixes by reflection, so a new one needs no registration. Analyzers.Tests compiles this file too.</summary>
internal static class Instances
{
    /// <summary>Creates an instance of each concrete subclass of a type in that type's assembly, in the order of their names.</summary>
    internal static ImmutableArray<T> Of<T>(Type baseType) =>
    [
        .. baseType.Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(baseType) && !type.IsAbstract)
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (T)Activator.CreateInstance(type)!),
    ];
}

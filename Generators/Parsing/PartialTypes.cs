using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Parsing;

/// <summary>Groups partial methods by type: one generated file per type.</summary>
internal static class PartialTypes
{
    /// <summary>Groups and sorts the methods, so the output does not depend on the order of the source files.</summary>
    internal static ImmutableArray<PartialTypeModel> Group(EquatableArray<AnnotatedMethodModel> methods)
    {
        var types = methods
            .Where(method => method is { Type: not null, Wrapper: not null })
            .GroupBy(method => method.Type!)
            .OrderBy(group => group.Key.HintName, StringComparer.Ordinal)
            .Select(group => new PartialTypeModel(group.Key, new EquatableArray<WrapperModel>(Sorted(group))));

        // The driver compares hint names case-insensitively and throws for equal names. Two types can have equal names, or a type can have
        // the name of a fixed file.
        return
        [
            .. types
                .GroupBy(type => type.Type.HintName, StringComparer.OrdinalIgnoreCase)
                .SelectMany(same => same.Count() == 1 && !IsTaken(same.Key) ? same : same.Select(WithHash)),
        ];
    }

    private static bool IsTaken(string hintName) =>
        string.Equals(hintName, HintNames.Interceptors, StringComparison.OrdinalIgnoreCase)
        || string.Equals(hintName, HintNames.OpenedFiles, StringComparison.OrdinalIgnoreCase)
        || string.Equals(hintName, HintNames.PolicyMap, StringComparison.OrdinalIgnoreCase);

    private static PartialTypeModel WithHash(PartialTypeModel model) =>
        model with { Type = model.Type with { HintName = HintNames.Distinct(model.Type.HintName) } };

    private static ImmutableArray<WrapperModel> Sorted(IEnumerable<AnnotatedMethodModel> methods) =>
    [
        .. methods
            .Select(method => method.Wrapper!)
            .OrderBy(wrapper => wrapper.Name, StringComparer.Ordinal)
            .ThenBy(wrapper => wrapper.TypeParameters + wrapper.Parameters, StringComparer.Ordinal),
    ];
}

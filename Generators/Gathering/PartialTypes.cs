using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Gathering;

/// <summary>Brings the methods of one type together: one file for each type.</summary>
internal static class PartialTypes
{
    /// <summary>In the order of their names, so that the output does not depend on which file was read first.</summary>
    internal static ImmutableArray<PartialTypeModel> Group(ImmutableArray<AnnotatedMethodModel> methods)
    {
        var types = methods
            .Where(method => method is { Type: not null, Carrier: not null })
            .GroupBy(method => method.Type!)
            .OrderBy(group => group.Key.HintName, StringComparer.Ordinal)
            .Select(group => new PartialTypeModel(group.Key, new EquatableArray<CarrierModel>(Sorted(group))));

        // The driver compares hint names without regard to case, and throws where two are the same: those of two types, or
        // a type's and that of a file which each assembly has.
        return
        [
            .. types
                .GroupBy(type => type.Type.HintName, StringComparer.OrdinalIgnoreCase)
                .SelectMany(same => same.Count() == 1 && !IsTaken(same.Key) ? same : same.Select(WithHash)),
        ];
    }

    private static bool IsTaken(string hintName) =>
        string.Equals(hintName, HintNames.Interceptors, StringComparison.OrdinalIgnoreCase)
        || string.Equals(hintName, HintNames.PolicyMap, StringComparison.OrdinalIgnoreCase);

    private static PartialTypeModel WithHash(PartialTypeModel model) =>
        model with { Type = model.Type with { HintName = HintNames.Distinct(model.Type.HintName) } };

    private static ImmutableArray<CarrierModel> Sorted(IEnumerable<AnnotatedMethodModel> methods) =>
    [
        .. methods
            .Select(method => method.Carrier!)
            .OrderBy(carrier => carrier.Name, StringComparer.Ordinal)
            .ThenBy(carrier => carrier.TypeParameters + carrier.Parameters, StringComparer.Ordinal),
    ];
}

using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Parsing;

/// <summary>The method names whose calls may be intercepted.</summary>
internal static class InterceptedNames
{
    /// <summary>Gets the names in all references.</summary>
    internal static EquatableArray<string> Union(ImmutableArray<ModelList<string>> references) => Sorted(references.SelectMany(static reference => reference.Items));

    /// <summary>Gets the names in source and in references.</summary>
    internal static EquatableArray<string> Union(EquatableArray<AnnotatedMethodModel> methods, EquatableArray<string> references) =>
        Sorted(methods.Where(static method => method.IsIntercepted).Select(static method => method.Name).Concat(references));

    private static EquatableArray<string> Sorted(IEnumerable<string> names) => new([.. new SortedSet<string>(names, StringComparer.Ordinal)]);
}

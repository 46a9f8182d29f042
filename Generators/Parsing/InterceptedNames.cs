using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Parsing;

/// <summary>The method names whose calls may be intercepted.</summary>
internal static class InterceptedNames
{
    internal static EquatableArray<string> Union(
        ImmutableArray<AnnotatedMethodModel> methods, ImmutableArray<EquatableArray<string>> references)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        names.UnionWith(methods.Where(method => method.IsIntercepted).Select(method => method.Name));
        foreach (var reference in references)
        {
            names.UnionWith(reference);
        }

        return new EquatableArray<string>([.. names]);
    }
}

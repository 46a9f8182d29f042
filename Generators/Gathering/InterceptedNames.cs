using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Gathering;

/// <summary>The names by which the interceptor carrier looks for calls.</summary>
internal static class InterceptedNames
{
    internal static EquatableArray<string> Union(
        ImmutableArray<AnnotatedMethodModel> methods, ImmutableArray<EquatableArray<string>> references)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        names.UnionWith(methods.Where(method => !method.IsPartial).Select(method => method.Name));
        foreach (var reference in references)
        {
            names.UnionWith(reference);
        }

        return new EquatableArray<string>([.. names]);
    }
}

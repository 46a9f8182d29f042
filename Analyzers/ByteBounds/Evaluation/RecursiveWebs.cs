using System.Collections.Concurrent;
using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds <em>webs</em>: many mutually recursive methods of one type with many calls among them, such as a generated parser. The analysis
/// finds no bound in a web, and each query would go through the same web again, so no query enters a web. Thread-safe.
/// </summary>
/// <remarks>
/// A call counts if it names a method of the same type. The search compares names only, so overloads count as one method.
/// </remarks>
internal sealed class RecursiveWebs
{
    /// <summary>The maximum number of methods in a cycle that is not a web. The cycles of a handwritten parser are smaller.</summary>
    private const int LargestCycle = 16;

    /// <summary>
    /// The maximum number of calls in a cycle that is not a web, in addition to one call per method. A query would abandon each additional
    /// call, and end after more than 16 of them.
    /// </summary>
    private const int MaxAdditionalCalls = 16;

    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableHashSet<string>> _webs = new(SymbolEqualityComparer.Default);

    internal bool Contains(IMethodSymbol method, CancellationToken cancellation) =>
        method.ContainingType is { } type
        && (_webs.TryGetValue(type, out var known) ? known : _webs.GetOrAdd(type, Find(type, cancellation))).Contains(method.Name);

    private static ImmutableHashSet<string> Find(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().Where(static method => method.MethodKind == MethodKind.Ordinary).ToList();
        if (methods.Count <= LargestCycle)
        {
            return [];
        }

        var names = methods.Select(static method => method.Name).Distinct(StringComparer.Ordinal).ToList();
        var indices = names.Select(static (name, index) => (name, index)).ToDictionary(static pair => pair.name, static pair => pair.index, StringComparer.Ordinal);
        var calls = new HashSet<int>[names.Count];
        for (var index = 0; index < calls.Length; index++)
        {
            calls[index] = [];
        }

        foreach (var method in methods)
        {
            foreach (var part in new[] { method, method.PartialImplementationPart }.SelectMany(static part => part?.DeclaringSyntaxReferences ?? []))
            {
                cancellation.ThrowIfCancellationRequested();
                calls[indices[method.Name]].UnionWith(part.GetSyntax(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>()
                    .Select(static call => NameOf(call.Expression)).Where(name => name is not null && indices.ContainsKey(name)).Select(name => indices[name!]));
            }
        }

        const int Root = -1;
        var found = new StronglyConnectedComponents([Root, .. Enumerable.Range(0, names.Count)], node => node == Root ? Enumerable.Range(0, names.Count) : calls[node]).From(Root);
        return [.. found.Where(cycle => IsWeb(cycle, calls)).SelectMany(static cycle => cycle).Select(index => names[index])];
    }

    private static bool IsWeb(List<int> cycle, HashSet<int>[] calls)
    {
        var members = new HashSet<int>(cycle);
        return cycle.Count > LargestCycle && cycle.Sum(member => calls[member].Count(members.Contains)) > cycle.Count + MaxAdditionalCalls;
    }

    private static string? NameOf(ExpressionSyntax called) => called switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };
}

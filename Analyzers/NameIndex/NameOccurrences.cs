using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// The occurrences in a compilation of the names that any rule looks for: the names of annotated methods and their bodies, and
/// of the methods of <c>PageCache</c> that drop pages. All rules share one scan of each file. Thread-safe.
/// </summary>
internal sealed class NameOccurrences
{
    private static readonly ConditionalWeakTable<Compilation, NameOccurrences> Compilations = new();

    private readonly IdentifierScanner _names;
    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<(string Name, SyntaxNode Place)>> _files = [];

    private NameOccurrences(AnnotatedNames annotated)
    {
        Annotated = annotated;
        Bodies = annotated.InSource.Union(annotated.InSource.SelectMany(PolicyBody.NamesFor));
        _names = new IdentifierScanner(annotated.All.Union(Bodies).Union(Drops));
    }

    /// <summary>The methods of <c>PageCache</c> that drop pages.</summary>
    internal static ImmutableHashSet<string> Drops { get; } = ["Drop", "WriteBackAndDrop"];

    internal AnnotatedNames Annotated { get; }

    /// <summary>
    /// The names of the methods in source that may contain the code of an annotated method: the name of the method itself, and the name
    /// of its <c>…Core</c> body.
    /// </summary>
    internal ImmutableHashSet<string> Bodies { get; }

    internal static NameOccurrences Of(Compilation compilation, CancellationToken cancellation) =>
        Compilations.TryGetValue(compilation, out var known)
            ? known
            : Compilations.GetValue(compilation, value => new NameOccurrences(AnnotatedNames.Of(value, cancellation)));

    /// <summary>
    /// The names in expressions (<see cref="SimpleNameSyntax"/>) and the declared methods
    /// (<see cref="MethodDeclarationSyntax"/>) of a file.
    /// </summary>
    internal ImmutableArray<(string Name, SyntaxNode Place)> In(SyntaxTree tree, CancellationToken cancellation) =>
        _files.TryGetValue(tree, out var known) ? known : _files.GetOrAdd(tree, Find(tree, cancellation));

    private ImmutableArray<(string Name, SyntaxNode Place)> Find(SyntaxTree tree, CancellationToken cancellation) =>
    [
        .. from token in _names.In(tree, cancellation)
           let place = token.Parent
           where place is SimpleNameSyntax || (place is MethodDeclarationSyntax method && method.Identifier == token)
           select (token.ValueText, place),
    ];
}

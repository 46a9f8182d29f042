using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// Finds the code with policies for the files that it opens. It starts from the attributes in the text, so code elsewhere is never
/// bound.
/// </summary>
internal static class OpenedCode
{
    private static readonly ConditionalWeakTable<Compilation, Regions> Compilations = new();

    /// <summary>Gets the members and types, without those inside another one, by file.</summary>
    internal static ILookup<SyntaxTree, SyntaxNode> In(Compilation compilation, CancellationToken cancellation) =>
        Compilations.TryGetValue(compilation, out var known)
            ? known.Nodes
            : Compilations.GetValue(compilation, value => new Regions(Find(value, cancellation))).Nodes;

    private static ILookup<SyntaxTree, SyntaxNode> Find(Compilation compilation, CancellationToken cancellation)
    {
        var found = new HashSet<SyntaxNode>();
        foreach (var owner in AttributeOccurrences.In(compilation, cancellation).SelectMany(static file => file.Owners))
        {
            cancellation.ThrowIfCancellationRequested();
            if (owner is MemberDeclarationSyntax or AccessorDeclarationSyntax
                && SemanticModels.Of(compilation).Of(owner.SyntaxTree)?.GetDeclaredSymbol(owner, cancellation) is { } symbol
                && OpenedFileScope.Of(symbol) is not null)
            {
                found.UnionWith(CodeOf(symbol, cancellation));
            }
        }

        return found.Where(node => !node.Ancestors().Any(found.Contains)).OrderBy(static node => node.SpanStart).ToLookup(static node => node.SyntaxTree);
    }

    /// <summary>Whether the code of a method or type opens a file that a policy of the kind covers, also by a constructor.</summary>
    internal static bool Opens(Compilation compilation, ISymbol owner, PolicyKind kind, CancellationToken cancellation) =>
        CodeOf(owner, cancellation).Any(code => SemanticModels.Of(compilation).Of(code.SyntaxTree) is { } model
            && (OpenerUse.In(code, model, cancellation).Any(use => (use.Opener.IsMeantBy(kind) || use.Opener.Form == OpenerForm.Handle) && use.Scope.IsOf(owner))
                || FileCreation.In(code, model, cancellation).Any(creation => creation.IsCoveredBy(kind) && creation.Scope.IsOf(owner))));

    /// <summary>Gets the declarations of a type in all files, or the declaration of a method and its body.</summary>
    private static IEnumerable<SyntaxNode> CodeOf(ISymbol symbol, CancellationToken cancellation)
    {
        ImmutableArray<ISymbol> symbols = symbol is IMethodSymbol method
            ? [.. new[] { method, method.PartialImplementationPart, PolicyBody.Find(method) }.OfType<ISymbol>()]
            : [symbol];
        return symbols.SelectMany(static part => part.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax(cancellation));
    }

    private sealed class Regions(ILookup<SyntaxTree, SyntaxNode> nodes)
    {
        internal ILookup<SyntaxTree, SyntaxNode> Nodes { get; } = nodes;
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// Finds the methods and types with policies for the files that their code opens. It starts from the attributes in the text, so other code
/// never needs a semantic model.
/// </summary>
internal static class OpenedCode
{
    private static readonly ConditionalWeakTable<Compilation, Index> Indexes = new();

    /// <summary>Gets the outermost members and types with policies for opened files, by source file.</summary>
    internal static ILookup<SyntaxTree, SyntaxNode> In(Compilation compilation, CancellationToken cancellation) =>
        Find(compilation, IndexOf(compilation, cancellation).Owners, cancellation).ToLookup(static node => node.SyntaxTree);

    /// <summary>Gets the outermost members and types with policies for opened files in one source file.</summary>
    /// <remarks>An IDE analyzes the open document after each keystroke. So only attributes that can concern this file are bound.</remarks>
    internal static ImmutableArray<SyntaxNode> In(Compilation compilation, SyntaxTree tree, CancellationToken cancellation)
    {
        var index = IndexOf(compilation, cancellation);
        return index.Files.TryGetValue(tree, out var known)
            ? known
            : index.Files.GetOrAdd(tree, [.. Find(compilation, index.OwnersFor(tree, cancellation), cancellation).Where(node => node.SyntaxTree == tree)]);
    }

    private static Index IndexOf(Compilation compilation, CancellationToken cancellation) =>
        Indexes.TryGetValue(compilation, out var known)
            ? known
            : Indexes.GetValue(compilation, value => new Index([.. AttributeOccurrences.In(value, cancellation).SelectMany(static file => file.Owners)]));

    private static IEnumerable<SyntaxNode> Find(Compilation compilation, IEnumerable<SyntaxNode> owners, CancellationToken cancellation)
    {
        var found = new HashSet<SyntaxNode>();
        foreach (var owner in owners)
        {
            cancellation.ThrowIfCancellationRequested();
            if (owner is MemberDeclarationSyntax or AccessorDeclarationSyntax
                && SemanticModels.Of(compilation).Of(owner.SyntaxTree)?.GetDeclaredSymbol(owner, cancellation) is { } symbol
                && OpenedFileScope.Of(symbol) is not null)
            {
                found.UnionWith(CodeOf(symbol, cancellation));
            }
        }

        return found.Where(node => !node.Ancestors().Any(found.Contains)).OrderBy(static node => node.SpanStart);
    }

    /// <summary>
    /// Whether the code of a method or type opens a file with an access (read or write) that fits a policy of the kind, by a call or by a
    /// constructor.
    /// </summary>
    internal static bool Opens(Compilation compilation, ISymbol owner, PolicyKind kind, CancellationToken cancellation) =>
        CodeOf(owner, cancellation).Any(code => SemanticModels.Of(compilation).Of(code.SyntaxTree) is { } model
            && (OpenerUse.In(code, model, cancellation).Any(use => (use.Opener.MatchesAccess(kind) || use.Opener.Form == OpenerForm.Handle) && use.Scope.IsOf(owner))
                || FileCreation.In(code, model, cancellation).Any(creation => creation.IsCoveredBy(kind) && creation.Scope.IsOf(owner))));

    /// <summary>Gets the declarations of a type in all files, or the declaration of a method and its body.</summary>
    private static IEnumerable<SyntaxNode> CodeOf(ISymbol symbol, CancellationToken cancellation)
    {
        ImmutableArray<ISymbol> symbols = symbol is IMethodSymbol method
            ? [.. new[] { method, method.PartialImplementationPart, PolicyBody.Find(method) }.OfType<ISymbol>()]
            : [symbol];
        return symbols.SelectMany(static part => part.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax(cancellation));
    }

    /// <summary>The nodes with a policy attribute in the text, and the files whose code is known.</summary>
    private sealed class Index(ImmutableArray<SyntaxNode> owners)
    {
        private readonly ILookup<SyntaxTree, SyntaxNode> _byFile = owners.ToLookup(static owner => owner.SyntaxTree);

        private readonly ILookup<string, SyntaxNode> _byPartialType = owners
            .SelectMany(static owner => PartialNames(owner.AncestorsAndSelf()).Select(name => (Name: name, Owner: owner)))
            .ToLookup(static pair => pair.Name, static pair => pair.Owner, StringComparer.Ordinal);

        internal ImmutableArray<SyntaxNode> Owners { get; } = owners;

        internal ConcurrentDictionary<SyntaxTree, ImmutableArray<SyntaxNode>> Files { get; } = [];

        /// <summary>Gets the nodes whose code can be in the file: the nodes in the file, and the nodes in other parts of the file's partial types.</summary>
        internal IEnumerable<SyntaxNode> OwnersFor(SyntaxTree tree, CancellationToken cancellation)
        {
            var types = tree.GetRoot(cancellation).DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax);
            return _byFile[tree].Concat(PartialNames(types).Distinct(StringComparer.Ordinal).SelectMany(name => _byPartialType[name]));
        }

        private static IEnumerable<string> PartialNames(IEnumerable<SyntaxNode> nodes) => nodes
            .OfType<TypeDeclarationSyntax>()
            .Where(static type => type.Modifiers.Any(SyntaxKind.PartialKeyword))
            .Select(static type => type.Identifier.ValueText);
    }
}

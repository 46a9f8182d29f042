using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// Finds the members of a source file that can have a finding, by the names in its text. Most source files have no such name, and their
/// code needs no semantic model.
/// </summary>
internal static class SaveCode
{
    private static readonly IdentifierScanner Names = new(
        ["FileInfo", "Move", "MoveTo", "Replace", "Flush", "FlushAsync", "FlushToDisk", "OpenWrite", "OpenOrCreate", "Delete", "Commit", "CommitAsync", "Close", "Dispose", "DisposeAsync"]);

    // An edit replaces one syntax tree of the compilation. The names in the other trees stay valid, so each tree is scanned once.
    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<SyntaxToken>> Found = new();

    /// <summary>Returns the tokens with one of the names.</summary>
    internal static IReadOnlyList<SyntaxToken> NamesIn(SyntaxTree tree, CancellationToken cancellation) =>
        Found.TryGetValue(tree, out var known) ? known : Found.GetValue(tree, value => [.. Names.In(value, cancellation)]);

    /// <summary>Returns the declarations whose code is walked: members with a body, and the statements of a program.</summary>
    /// <param name="tree">The source file.</param>
    /// <param name="publishers">The methods that rename a file of their caller.</param>
    /// <param name="cancellation">Cancels the search.</param>
    internal static ImmutableArray<SyntaxNode> In(SyntaxTree tree, PublishingMethods publishers, CancellationToken cancellation)
    {
        var tokens = NamesIn(tree, cancellation);
        var hasFileInfo = tokens.Any(static token => token.ValueText == "FileInfo");
        return
        [
            .. tokens.Where(token => token.Parent is SimpleNameSyntax name && IsWanted(name, hasFileInfo))
                .Concat(publishers.CallsIn(tree, cancellation))
                .Select(static token => MemberOf(token.Parent!))
                .OfType<SyntaxNode>()
                .Distinct(),
        ];
    }

    private static bool IsWanted(SimpleNameSyntax name, bool hasFileInfo)
    {
        var text = name.Identifier.ValueText;
        if (text == "OpenOrCreate")
        {
            return name.Parent is MemberAccessExpressionSyntax;
        }

        var whole = NamedOperation.Outermost(name);
        if (whole.Parent is not InvocationExpressionSyntax call)
        {
            return false;
        }

        return text switch
        {
            "Move" or "Replace" or "Delete" => IsFile(whole) || (hasFileInfo && IsOfFileInfo(text, call)),
            "FileInfo" => false,
            "OpenWrite" or "FlushToDisk" or "MoveTo" => true,
            "Commit" or "CommitAsync" => name.FirstAncestorOrSelf<FinallyClauseSyntax>() is not null,
            "Flush" when call.ArgumentList.Arguments.Count == 1 => true,
            "Flush" or "FlushAsync" when NamesDisk(name) => true,
            _ => IsSwallowed(name),
        };
    }

    /// <summary>Whether the call can be <c>FileInfo.Replace(path, backup)</c> or <c>FileInfo.Delete()</c>, by its arguments.</summary>
    private static bool IsOfFileInfo(string name, InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count switch
    {
        0 => name == "Delete",
        2 or 3 => name == "Replace" && !call.ArgumentList.Arguments.Any(static argument => argument.Expression.IsKind(SyntaxKind.CharacterLiteralExpression) || argument.Expression.IsKind(SyntaxKind.StringLiteralExpression)),
        _ => false,
    };

    /// <summary>Whether the receiver is written as the class <c>File</c>. Otherwise each <c>string.Replace</c> would count.</summary>
    internal static bool IsFile(ExpressionSyntax whole) => whole is MemberAccessExpressionSyntax { Expression: var receiver } && receiver switch
    {
        IdentifierNameSyntax { Identifier.ValueText: "File" } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "File" } => true,
        _ => false,
    };

    /// <summary>Whether the name of the method around the node says that the method flushes to disk.</summary>
    internal static bool NamesDisk(SyntaxNode node) => node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && NamesDisk(method.Identifier.ValueText);

    internal static bool NamesDisk(string name) =>
        name.IndexOf("ToDisk", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("Fsync", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether an empty <c>catch</c> block swallows an exception of the node.</summary>
    internal static bool IsSwallowed(SyntaxNode node)
    {
        for (var current = node; current.Parent is { } parent and not MemberDeclarationSyntax; current = parent)
        {
            if (parent is TryStatementSyntax attempt && attempt.Block == current)
            {
                return attempt.Catches.Any(static clause => clause.Block.Statements.Count == 0);
            }
        }

        return false;
    }

    /// <summary>Gets the member with a body around the node, or all statements of a program. Null for other code, such as a field initializer.</summary>
    internal static SyntaxNode? MemberOf(SyntaxNode node)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case AccessorDeclarationSyntax or BaseMethodDeclarationSyntax:
                    return current;
                case ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax or IndexerDeclarationSyntax }:
                    return current;
                case GlobalStatementSyntax:
                    return current.Parent;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }
}

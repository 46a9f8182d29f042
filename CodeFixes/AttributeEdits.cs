using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>Edits an attribute and keeps the text around it.</summary>
internal static class AttributeEdits
{
    /// <summary>Gets the attribute at the location of a diagnostic.</summary>
    internal static AttributeSyntax? Find(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>();

    /// <summary>Renames the attribute, and keeps its qualifier and suffix.</summary>
    internal static AttributeSyntax Renamed(AttributeSyntax attribute, string name)
    {
        var old = Rightmost(attribute.Name);
        var suffix = old.Identifier.ValueText.EndsWith("Attribute", StringComparison.Ordinal) ? "Attribute" : "";
        var renamed = SyntaxFactory.IdentifierName(name + suffix).WithTriviaFrom(old);
        return attribute.ReplaceNode(old, renamed);
    }

    /// <summary>
    /// Removes the arguments, except the named arguments that <paramref name="keep"/> accepts. Removes the parentheses if no argument is
    /// left.
    /// </summary>
    internal static AttributeSyntax KeepingArguments(AttributeSyntax attribute, Func<string, bool> keep)
    {
        if (attribute.ArgumentList is not { } list)
        {
            return attribute;
        }

        var kept = list.Arguments.Where(argument => argument.NameEquals is { Name.Identifier.ValueText: var name } && keep(name)).ToList();
        return kept.Count == list.Arguments.Count ? attribute
            : kept.Count == 0 ? attribute.WithArgumentList(null).WithTrailingTrivia(list.GetTrailingTrivia())
            : attribute.WithArgumentList(list.WithArguments(SyntaxFactory.SeparatedList(kept)).WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>Sets a named argument. A new argument comes first.</summary>
    internal static AttributeSyntax WithArgument(AttributeSyntax attribute, string name, ExpressionSyntax value)
    {
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.NameEquals(name), null, value);
        var list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var old = list.Arguments.FirstOrDefault(existing => existing.NameEquals?.Name.Identifier.ValueText == name);
        var arguments = old is null ? list.Arguments.Insert(0, argument) : list.Arguments.Replace(old, argument);
        return attribute.WithArgumentList(list.WithArguments(arguments).WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>Creates <c>nameof(member)</c>.</summary>
    internal static ExpressionSyntax NameOf(string member) =>
        SyntaxFactory.ParseExpression(SyntaxFacts.GetKeywordKind(member) == SyntaxKind.None ? $"nameof({member})" : $"nameof(@{member})");

    /// <summary>Removes the attribute, and its list if the list has no other attribute.</summary>
    internal static SyntaxNode Without(SyntaxNode root, AttributeSyntax attribute) =>
        attribute.Parent is AttributeListSyntax { Attributes.Count: 1 } list
            ? root.RemoveNode(list, list.GetLeadingTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                ? SyntaxRemoveOptions.KeepLeadingTrivia
                : SyntaxRemoveOptions.KeepNoTrivia)!
            : root.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia)!;

    private static SimpleNameSyntax Rightmost(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax alias => alias.Name,
        SimpleNameSyntax simple => simple,
        _ => throw new ArgumentException($"Not the name of an attribute: {name}", nameof(name)),
    };
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>Creates the attribute of a policy, with its options.</summary>
internal static class PolicyAttributes
{
    private const string Qualifier = "global::" + PolicyNames.Namespace + ".";

    /// <summary>Gets the attribute as text that names it without its namespace, such as <c>[HeaderOnly(MaxBytes = 4096)]</c>.</summary>
    internal static string TextOf(PolicyOptions options) =>
        ListOf(options).NormalizeWhitespace().ToString().Replace(Qualifier, "");

    private static AttributeListSyntax ListOf(PolicyOptions options)
    {
        var name = SyntaxFactory.ParseName(Qualifier + PolicyNames.Bracketed(options.Kind).Trim('[', ']'));
        var attribute = SyntaxFactory.Attribute(name.WithAdditionalAnnotations(Simplifier.Annotation));
        foreach (var (option, value) in Arguments(options).Reverse())
        {
            attribute = AttributeEdits.WithArgument(attribute, option, value);
        }

        return SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute));
    }

    /// <summary>Adds the policies before the other attributes of the method, one per line.</summary>
    internal static MethodDeclarationSyntax AddTo(MethodDeclarationSyntax method, IEnumerable<PolicyOptions> policies, SyntaxTrivia lineBreak)
    {
        var lists = policies.Select(static options => ListOf(options).WithAdditionalAnnotations(Formatter.Annotation)).ToList();
        lists[0] = lists[0].WithLeadingTrivia(method.GetLeadingTrivia());
        var bare = method.WithLeadingTrivia(LineBreaks.IndentOf(method));
        return bare.WithAttributeLists(bare.AttributeLists.InsertRange(0, lists.Select(list => list.WithTrailingTrivia(lineBreak))));
    }

    private static IEnumerable<(string Name, ExpressionSyntax Value)> Arguments(PolicyOptions options)
    {
        var defaults = new PolicyOptions(options.Kind);
        if (options.File is { } file)
        {
            yield return (nameof(options.File), DottedFile.IsDotted(file) ? SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(file)) : AttributeEdits.NameOf(file));
        }

        if (options.Opened)
        {
            yield return (nameof(options.Opened), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.Recurse)
        {
            yield return (nameof(options.Recurse), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.AccessedRangeOnly)
        {
            yield return (nameof(options.AccessedRangeOnly), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.WindowBytes != defaults.WindowBytes)
        {
            yield return (nameof(options.WindowBytes), Number(options.WindowBytes));
        }

        if (options.Durable)
        {
            yield return (nameof(options.Durable), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.PreserveCached)
        {
            yield return (nameof(options.PreserveCached), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.Mode == DropBehindMode.Uncached)
        {
            yield return (nameof(options.Mode), Member("DropBehindMode.Uncached"));
        }

        if (options.Background)
        {
            yield return (nameof(options.Background), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.MaxBytes != defaults.MaxBytes)
        {
            yield return (nameof(options.MaxBytes), Number(options.MaxBytes));
        }

        if (options.KeepPagesVariable is { } variable)
        {
            yield return (nameof(options.KeepPagesVariable), SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(variable)));
        }

        if (options.When is { } condition)
        {
            yield return (nameof(options.When), AttributeEdits.NameOf(condition));
        }
    }

    private static ExpressionSyntax Member(string name) =>
        SyntaxFactory.ParseExpression(Qualifier + name).WithAdditionalAnnotations(Simplifier.Annotation);

    private static LiteralExpressionSyntax Number(int value) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value));
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>Writes a policy as an attribute, with its options.</summary>
internal static class PolicyAttributes
{
    internal static AttributeListSyntax ListOf(PolicyOptions options)
    {
        var name = SyntaxFactory.ParseName("global::IoPolicy." + PolicyWords.AttributeOf(options.Kind).Trim('[', ']'));
        var attribute = SyntaxFactory.Attribute(name.WithAdditionalAnnotations(Simplifier.Annotation));
        foreach (var (option, value) in Arguments(options).Reverse())
        {
            attribute = AttributeEdits.WithArgument(attribute, option, value);
        }

        return SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute));
    }

    private static IEnumerable<(string Name, ExpressionSyntax Value)> Arguments(PolicyOptions options)
    {
        var defaults = new PolicyOptions(options.Kind);
        if (options.File is { } file)
        {
            yield return (nameof(options.File), AttributeEdits.NameOf(file));
        }

        if (options.Extent != defaults.Extent)
        {
            yield return (nameof(options.Extent), Member("PolicyExtent.Touched"));
        }

        if (options.WindowBytes != defaults.WindowBytes)
        {
            yield return (nameof(options.WindowBytes), Number(options.WindowBytes));
        }

        if (options.Durable)
        {
            yield return (nameof(options.Durable), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        }

        if (options.Spare != defaults.Spare)
        {
            yield return (nameof(options.Spare), Member("SparedPages.AlreadyCached"));
        }

        if (options.Mode != defaults.Mode)
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
    }

    private static ExpressionSyntax Member(string name) =>
        SyntaxFactory.ParseExpression("global::IoPolicy." + name).WithAdditionalAnnotations(Simplifier.Annotation);

    private static LiteralExpressionSyntax Number(int value) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value));
}

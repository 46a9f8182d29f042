using System.Composition;
using System.Globalization;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP103: raises <c>MaxBytes</c> to the proven bound.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MaxBytesExceededCodeFix)), Shared]
public sealed class MaxBytesExceededCodeFix() : PolicyCodeFix(RuleIdentifiers.MaxBytesExceeded)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute)
    {
        if (diagnostic.Properties.TryGetValue(MaxBytesExceededAnalyzer.Bound, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bound))
        {
            var value = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(bound));
            Offer(
                context,
                diagnostic,
                $"Set MaxBytes = {text}",
                RuleIdentifiers.MaxBytesExceeded,
                () => root.ReplaceNode(attribute, AttributeEdits.WithArgument(attribute, "MaxBytes", value)));
        }
    }
}

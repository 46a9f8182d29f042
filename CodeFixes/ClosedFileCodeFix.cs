using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>
/// IOP201: passes <c>leaveOpen: true</c> to the reader, writer or compressor that closes the file, after the default encoding if
/// the constructor needs one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClosedFileCodeFix)), Shared]
public sealed class ClosedFileCodeFix() : RuleCodeFix(RuleIdentifiers.ClosedFile)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: { } list } creation
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetTypeInfo(creation, context.CancellationToken).Type is not { } type)
        {
            return;
        }

        foreach (var arguments in Candidates(list, type.Name))
        {
            // Bind the new expression in its place, so that the offered code compiles. new(...) has no type name to bind.
            var trial = SyntaxFactory.ObjectCreationExpression(SyntaxFactory.ParseTypeName(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)), arguments, null);
            if (model.GetSpeculativeSymbolInfo(creation.SpanStart, trial, SpeculativeBindingOption.BindAsExpression).Symbol is not null)
            {
                Offer(context, diagnostic, "Pass leaveOpen: true", RuleIdentifiers.ClosedFile, () => root.ReplaceNode(list, arguments));
                return;
            }
        }
    }

    private static IEnumerable<ArgumentListSyntax> Candidates(ArgumentListSyntax list, string type)
    {
        var leaveOpen = SyntaxFactory.Argument(SyntaxFactory.NameColon("leaveOpen").WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)).WithLeadingTrivia(SyntaxFactory.Space);
        var stated = list.Arguments.FirstOrDefault(static argument => argument.NameColon?.Name.Identifier.ValueText == "leaveOpen")
            ?? (list.Arguments is [.., { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } } last] && type is not ("StreamReader" or "StreamWriter") ? last : null);
        if (stated is not null)
        {
            yield return list.ReplaceNode(stated.Expression, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
            yield break;
        }

        yield return list.AddArguments(leaveOpen);

        // The default encodings of the constructors.
        var encoding = type switch
        {
            "BinaryReader" => "global::System.Text.Encoding.UTF8",
            "BinaryWriter" => "new global::System.Text.UTF8Encoding(false, true)",
            _ => null,
        };
        if (encoding is not null && list.Arguments.Count == 1)
        {
            yield return list.AddArguments(Argument(encoding), leaveOpen);
        }
    }

    private static ArgumentSyntax Argument(string text)
    {
        var expression = SyntaxFactory.ParseExpression(text).WithAdditionalAnnotations(Simplifier.Annotation);
        if (expression is ObjectCreationExpressionSyntax creation)
        {
            expression = creation.WithType(creation.Type.WithAdditionalAnnotations(Simplifier.Annotation));
        }

        return SyntaxFactory.Argument(expression).WithLeadingTrivia(SyntaxFactory.Space);
    }
}

using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP010: names the only string parameter of the method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingReplacedPathCodeFix)), Shared]
public sealed class MissingReplacedPathCodeFix() : RuleCodeFix(RuleIdentifiers.MissingReplacedPath)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>() is { ArgumentList.Arguments: [{ NameEquals: null, NameColon: null } name, ..] } attribute
            && attribute.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && method.ParameterList.Parameters.Where(IsPath).ToList() is [var path])
        {
            Offer(context, diagnostic, $"Use nameof({path.Identifier.ValueText})", RuleIdentifiers.MissingReplacedPath, () =>
                root.ReplaceNode(name.Expression, SyntaxFactory.ParseExpression($"nameof({path.Identifier.Text})")));
        }

        return Task.CompletedTask;
    }

    private static bool IsPath(ParameterSyntax parameter) =>
        parameter.Type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.StringKeyword } or NullableTypeSyntax { ElementType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.StringKeyword } }
        && !parameter.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword);
}

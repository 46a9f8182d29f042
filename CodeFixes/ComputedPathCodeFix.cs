using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP107: covers the files that the method opens, by removing <c>File</c> or by <c>Opened = true</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ComputedPathCodeFix)), Shared]
public sealed class ComputedPathCodeFix() : PolicyCodeFix(RuleIdentifiers.ComputedPath)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute)
    {
        if (!diagnostic.Properties.TryGetValue(ComputedPathAnalyzer.Edit, out var edit))
        {
            return;
        }

        var without = AttributeEdits.KeepingArguments(attribute, static name => name is not (nameof(PolicyOptions.File) or nameof(PolicyOptions.Opened)));
        var isRemoved = edit == ComputedPathAnalyzer.RemoveFile;
        var changed = isRemoved ? without : AttributeEdits.WithArgument(without, nameof(PolicyOptions.Opened), SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        Offer(context, diagnostic, isRemoved ? "Remove File" : "Use Opened = true", RuleIdentifiers.ComputedPath, () => root.ReplaceNode(attribute, changed));
    }
}

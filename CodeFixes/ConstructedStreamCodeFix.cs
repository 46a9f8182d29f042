using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.CodeFixes;

/// <summary>IOP305: opens the file with a method of <c>File</c> instead of the constructor, so that the policy covers the file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstructedStreamCodeFix)), Shared]
public sealed class ConstructedStreamCodeFix() : RuleCodeFix(RuleIdentifiers.ConstructedStream)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } syntax
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetOperation(syntax, context.CancellationToken) is IObjectCreationOperation creation
            && StreamReplacement.For(syntax, creation, model.Compilation) is { } replacement
            && model.GetSpeculativeSymbolInfo(syntax.SpanStart, replacement, SpeculativeBindingOption.BindAsExpression).Symbol is not null)
        {
            Offer(context, diagnostic, "Open the file with File", RuleIdentifiers.ConstructedStream, () => root.ReplaceNode(syntax, replacement.WithTriviaFrom(syntax)));
        }
    }
}

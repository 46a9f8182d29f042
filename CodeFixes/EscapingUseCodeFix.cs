using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP301: makes the method partial, where it is declared, so that no use of it can escape.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EscapingUseCodeFix)), Shared]
public sealed class EscapingUseCodeFix() : RuleCodeFix(RuleIdentifiers.EscapingUse)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is not [{ SourceTree: { } tree } place]
            || context.Document.Project.Solution.GetDocument(tree) is not { } document
            || await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } declaring
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || declaring.FindNode(place.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || model.GetDeclaredSymbol(method, context.CancellationToken) is not IMethodSymbol symbol
            || !PartialEdits.CanMakePartial(symbol, method))
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Make '{symbol.Name}' partial",
                _ => Task.FromResult(document.WithSyntaxRoot(PartialEdits.MakePartial(declaring, method)).Project.Solution),
                RuleIdentifiers.EscapingUse),
            diagnostic);
    }
}

using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP301: makes the method partial at its declaration. No use of a partial method can bypass the policy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BypassingCallCodeFix)), Shared]
public sealed class BypassingCallCodeFix() : RuleCodeFix(RuleIdentifiers.BypassingCall)
{
    public override FixAllProvider GetFixAllProvider() => BypassingCallFixAll.Instance;

    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (await DeclarationOfAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not var (document, method))
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Make '{method.Identifier.ValueText}' partial",
                cancellation => Task.FromResult(document.WithSyntaxRoot(PartialEdits.MakePartial(method.SyntaxTree.GetRoot(cancellation), method)).Project.Solution),
                RuleIdentifiers.BypassingCall),
            diagnostic);
    }

    /// <summary>Gets the declaration of the used method, which can be in any project of the solution. Null if the method cannot be made partial.</summary>
    internal static async Task<(Document Document, MethodDeclarationSyntax Method)?> DeclarationOfAsync(Document use, Diagnostic diagnostic, CancellationToken cancellation) =>
        await PlaceOfAsync(use, diagnostic, cancellation).ConfigureAwait(false) is { SourceTree: { } tree } place
        && use.Project.Solution.GetDocument(tree) is { } document
        && await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root
        && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
        && root.FindNode(place.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && model.GetDeclaredSymbol(method, cancellation) is IMethodSymbol symbol
        && PartialEdits.CanMakePartial(symbol, method)
            ? (document, method)
            : null;

    /// <summary>Gets the place of the method's declaration. The diagnostic has the place only if the method is in the same project.</summary>
    private static async Task<Location?> PlaceOfAsync(Document use, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.AdditionalLocations is [var place])
        {
            return place;
        }

        return await use.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root
            && await use.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            && model.GetSymbolInfo(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), cancellation).Symbol is IMethodSymbol method
            ? InterceptableCall.TargetOf(method).Locations.FirstOrDefault(static location => location.IsInSource)
            : null;
    }
}

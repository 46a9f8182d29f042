using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.CodeFixes;

/// <summary>
/// Adds the attributes that a rule suggests. If each use can be intercepted, the method can stay ordinary. The fix can also make the method
/// partial. If a partial method of the type has a policy, the fix offers the partial method first, and otherwise the ordinary one.
/// </summary>
public abstract class SuggestedPolicyCodeFix(string id) : RuleCodeFix(id)
{
    private protected sealed override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (SuggestedPolicies.FromProperties(diagnostic.Properties) is not { IsEmpty: false } policies
            || root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(method, context.CancellationToken) is not { } symbol)
        {
            return;
        }

        var names = string.Join(", ", policies.Select(static policy => PolicyNames.AttributeName(policy.Kind)));
        var annotated = PolicyAttributes.AddTo(method, policies, LineBreaks.From(root));
        var offers = new List<(bool IsPartial, Action Offer)>();
        if (await CanBeInterceptedAsync(context.Document, root, method, annotated, symbol, context.CancellationToken).ConfigureAwait(false))
        {
            offers.Add((false, () => Offer(context, diagnostic, $"Add [{names}]", diagnostic.Id, () => root.ReplaceNode(method, annotated))));
        }

        if (PartialEdits.CanMakePartial(symbol, method))
        {
            offers.Add((true, () => Offer(context, diagnostic, $"Add [{names}] and make '{symbol.Name}' partial", diagnostic.Id + ":partial", () => PartialEdits.MakePartial(root, method, annotated))));
        }

        var isTypePartial = symbol.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(static other => other.IsPartialDefinition && !PolicyReader.Read(other).IsEmpty);
        foreach (var (_, offer) in offers.OrderByDescending(offer => offer.IsPartial == isTypePartial))
        {
            offer();
        }
    }

    /// <summary>Whether each use of an ordinary method with the attributes is intercepted, so that neither IOP301 nor IOP302 reports.</summary>
    private static async Task<bool> CanBeInterceptedAsync(
        Document document, SyntaxNode root, MethodDeclarationSyntax method, MethodDeclarationSyntax annotated, IMethodSymbol symbol, CancellationToken cancellation)
    {
        if (InterceptorSwitch.IsOff(document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GlobalOptions)
            || document.Project.ParseOptions is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 }
            || MethodPolicies.GetOverriddenMembers(symbol).Any())
        {
            return false;
        }

        var mark = new SyntaxAnnotation();
        var changed = document.WithSyntaxRoot(root.ReplaceNode(method, annotated.WithAdditionalAnnotations(mark)));
        return await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } changedRoot
            && await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            && model.GetDeclaredSymbol(changedRoot.GetAnnotatedNodes(mark).Single(), cancellation) is IMethodSymbol changedSymbol
            && new InterceptableMethods(model.Compilation).GetBypassReason(changedSymbol) == BypassReason.None
            && await AreUsesCallsAsync(document.Project.Solution, symbol, cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> AreUsesCallsAsync(Solution solution, IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var found in await SymbolFinder.FindReferencesAsync(method, solution, cancellation).ConfigureAwait(false))
        {
            foreach (var reference in found.Locations)
            {
                if (await reference.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
                    || await reference.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
                    || !IsIntercepted(root.FindNode(reference.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true), model, cancellation))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsIntercepted(SyntaxNode name, SemanticModel model, CancellationToken cancellation)
    {
        if (name.IsPartOfStructuredTrivia())
        {
            return true;
        }

        var call = name.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault();
        return call is not null
            && model.GetOperation(call, cancellation) is { } operation
            && (operation is INameOfOperation
                || (call.Expression.Span.Contains(name.Span) && operation is IInvocationOperation invocation && InterceptableCall.GetBypassReason(invocation) == BypassReason.None));
    }
}

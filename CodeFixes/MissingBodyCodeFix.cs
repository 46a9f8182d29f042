using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>IOP004: adds a <c>…Core</c> body with the signature of the method. The body throws <c>NotImplementedException</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingBodyCodeFix)), Shared]
public sealed class MissingBodyCodeFix() : RuleCodeFix(RuleIdentifiers.MissingBody)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax } method
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(method, context.CancellationToken) is not { } symbol
            || !BodyEdits.IsNameFree(symbol)
            || !BodyEdits.CanRepeatConstraints(symbol))
        {
            return;
        }

        var name = PolicyBody.NameFor(symbol.Name);
        Offer(context, diagnostic, $"Add '{name}'", RuleIdentifiers.MissingBody, () => root.InsertNodesAfter(method, [Stub(method, LineBreaks.From(root))]));
    }

    /// <summary>Creates the body, which throws <c>NotImplementedException</c>.</summary>
    internal static MethodDeclarationSyntax Stub(MethodDeclarationSyntax method, SyntaxTrivia lineBreak)
    {
        var exception = SyntaxFactory.ParseTypeName("global::System.NotImplementedException").WithAdditionalAnnotations(Simplifier.Annotation);
        var creation = SyntaxFactory.ObjectCreationExpression(exception).WithArgumentList(SyntaxFactory.ArgumentList());
        return BodyEdits.Header(method, lineBreak)
            .WithBody(SyntaxFactory.Block(SyntaxFactory.ThrowStatement(creation)))
            .WithLeadingTrivia(lineBreak)
            .WithTrailingTrivia(lineBreak)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}

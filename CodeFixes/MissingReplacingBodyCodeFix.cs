using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>
/// IOP011: adds a <c>…Core</c> body with a stream in place of the path, if the partial method has no body. The new body throws
/// <c>NotImplementedException</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingReplacingBodyCodeFix)), Shared]
public sealed class MissingReplacingBodyCodeFix() : RuleCodeFix(RuleIdentifiers.MissingReplacingBody)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Parent: TypeDeclarationSyntax, Body: null, ExpressionBody: null } method
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetDeclaredSymbol(method, context.CancellationToken) is { IsPartialDefinition: true } symbol
            && !IsImplemented(symbol)
            && ReplacingBody.NamesFor(symbol).All(name => symbol.ContainingType.GetMembers(name).IsEmpty)
            && !method.ParameterList.Parameters.Any(static parameter => parameter.Identifier.ValueText == "file")
            && BodyEdits.CanRepeatConstraints(symbol))
        {
            var path = ReplacedName(diagnostic, root);
            Offer(context, diagnostic, $"Add '{PolicyBody.NameFor(symbol.Name)}'", RuleIdentifiers.MissingReplacingBody, () =>
                root.InsertNodesAfter(method, [MissingBodyCodeFix.Stub(WithStream(method, path), LineBreaks.From(root))]));
        }
    }

    /// <summary>Whether the user has written the method's own body. The generator implements the method by code that throws.</summary>
    private static bool IsImplemented(IMethodSymbol method) =>
        method.PartialImplementationPart is { DeclaringSyntaxReferences: [var reference] } && !reference.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal);

    /// <summary>Gets the name in the attribute, whose parameter the stream replaces.</summary>
    private static string? ReplacedName(Diagnostic diagnostic, SyntaxNode root) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments[0].Expression switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax name }] } => name.Identifier.ValueText,
            LiteralExpressionSyntax literal => literal.Token.ValueText,
            _ => null,
        };

    private static MethodDeclarationSyntax WithStream(MethodDeclarationSyntax method, string? path)
    {
        var type = SyntaxFactory.ParseTypeName("global::System.IO.FileStream").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(SyntaxFactory.Space);
        var stream = SyntaxFactory.Parameter(SyntaxFactory.Identifier("file")).WithType(type);
        var parameters = method.ParameterList.Parameters;
        return method.WithParameterList(method.ParameterList.WithParameters(
            parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == path) is { } replaced
                ? parameters.Replace(replaced, stream.WithTriviaFrom(replaced))
                : parameters.Insert(0, stream)));
    }
}

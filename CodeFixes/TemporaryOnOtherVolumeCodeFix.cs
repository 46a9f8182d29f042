using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>IOP505: gives the temporary file a random name beside the target.</summary>
/// <remarks><c>Path.GetTempFileName</c> creates the file, but the fix only makes up a name. So one of the calls that use the variable must create the file, and the others must be known.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TemporaryOnOtherVolumeCodeFix)), Shared]
public sealed class TemporaryOnOtherVolumeCodeFix() : RuleCodeFix(RuleIdentifiers.TemporaryOnOtherVolume)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax temporary }, { Expression: IdentifierNameSyntax target }, ..] } move
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetSymbolInfo(move, context.CancellationToken).Symbol is IMethodSymbol { ContainingType.Name: "File" }
            && model.GetSymbolInfo(temporary, context.CancellationToken).Symbol is ILocalSymbol { DeclaringSyntaxReferences: [var reference] } local
            && await reference.GetSyntaxAsync(context.CancellationToken).ConfigureAwait(false) is VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax value } variable
            && variable.Parent?.Parent is LocalDeclarationStatementSyntax { Parent: BlockSyntax block }
            && IsKnownBefore(model.GetSymbolInfo(target, context.CancellationToken).Symbol, variable, block, model, context.CancellationToken)
            && block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Name).Select(CreatesFile).ToList() is var uses
            && uses.Contains(true)
            && !uses.Contains(null))
        {
            var random = SyntaxFactory.ParseExpression("global::System.IO.Path.GetRandomFileName()").WithAdditionalAnnotations(Simplifier.Annotation);
            var type = ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)random).Expression).Expression;
            random = random.ReplaceNode(type, type.WithAdditionalAnnotations(Simplifier.Annotation));
            var name = SyntaxFactory.BinaryExpression(
                SyntaxKind.AddExpression,
                SyntaxFactory.ParseExpression($"{target.Identifier.Text} + \".\"").WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.PlusToken).WithTrailingTrivia(SyntaxFactory.Space),
                random);
            Offer(context, diagnostic, "Create the temporary file beside the target", RuleIdentifiers.TemporaryOnOtherVolume, () => root.ReplaceNode(value, name));
        }
    }

    /// <summary>Whether the target has its value where the temporary file gets its name.</summary>
    private static bool IsKnownBefore(ISymbol? target, VariableDeclaratorSyntax variable, BlockSyntax block, SemanticModel model, CancellationToken cancellation) => target switch
    {
        IParameterSymbol or IFieldSymbol or IPropertySymbol => IsUnchanged(target, block, model, cancellation),
        ILocalSymbol { DeclaringSyntaxReferences: [var reference] } =>
            reference.Span.End <= variable.SpanStart && reference.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer: not null } && IsUnchanged(target, block, model, cancellation),
        _ => false,
    };

    private static bool IsUnchanged(ISymbol target, BlockSyntax block, SemanticModel model, CancellationToken cancellation) =>
        !block.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left, cancellation).Symbol, target));

    /// <summary>Whether a use of the path creates the file; false for a known call that creates none, and null for an unknown use.</summary>
    private static bool? CreatesFile(IdentifierNameSyntax use)
    {
        if (use.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: var call } list } argument)
        {
            return null;
        }

        switch (call)
        {
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "File" }, Name.Identifier.ValueText: var name } }:
                if (name is "Move" or "Replace" or "Delete" or "Exists")
                {
                    return false;
                }

                var creates = name is "Create" or "CreateText" or "AppendText" or "OpenWrite"
                    || name.StartsWith("WriteAll", StringComparison.Ordinal)
                    || name.StartsWith("AppendAll", StringComparison.Ordinal)
                    || (name == "Copy" && list.Arguments.IndexOf(argument) == 1);
                return creates ? true : null;
            case ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "FileStream" or "StreamWriter" } }:
                return list.Arguments.Count == 1 || list.Arguments[1].ToString() is "FileMode.Create" or "FileMode.CreateNew" or "FileMode.OpenOrCreate" ? true : null;
            default:
                return null;
        }
    }
}

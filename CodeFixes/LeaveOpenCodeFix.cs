using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>
/// The fixes of rules for closed files. They pass <c>leaveOpen: true</c> to the reader, writer or compressor that closes the file, after the
/// default encoding if the constructor needs one. For IOP012, a call that only closes the stream is removed.
/// </summary>
public abstract class LeaveOpenCodeFix(string id) : RuleCodeFix(id)
{
    /// <summary>
    /// Gets the place of the expression that creates the closing object, or of the call that closes the file. Null if there is no fix.
    /// </summary>
    private protected abstract Location? PlaceOf(Diagnostic diagnostic);

    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (PlaceOf(diagnostic) is not { } place)
        {
            return;
        }

        var node = root.FindNode(place.SourceSpan, getInnermostNodeForTie: true);
        if (diagnostic.Id == RuleIdentifiers.ClosedReplacement && node.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Parent: not FinallyClauseSyntax } } closing && IsOnlyClose(closing, node))
        {
            Offer(context, diagnostic, "Remove the call", diagnostic.Id, () => root.RemoveNode(closing, SyntaxRemoveOptions.KeepNoTrivia)!);
            return;
        }

        if (node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: { } list } creation
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
                Offer(context, diagnostic, "Pass leaveOpen: true", diagnostic.Id, () => root.ReplaceNode(list, arguments));
                return;
            }
        }
    }

    /// <summary>Whether the statement only closes the stream: <c>file.Dispose();</c> without a comment.</summary>
    private static bool IsOnlyClose(StatementSyntax statement, SyntaxNode call) =>
        statement is ExpressionStatementSyntax { Expression: var expression }
        && (expression is AwaitExpressionSyntax wait ? wait.Expression : expression) == call
        && !StatementEdits.HasComment(statement);

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

using System.Collections.Immutable;
using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP506: moves the call after the <c>try</c> statement, where the call runs only if nothing has failed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PublishInFinallyCodeFix)), Shared]
public sealed class PublishInFinallyCodeFix() : RuleCodeFix(RuleIdentifiers.PublishInFinally)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        // A handler could swallow the exception, and a jump would skip the call.
        if (StatementEdits.At(root, diagnostic.Location) is ExpressionStatementSyntax
            {
                Parent: BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Parent: BlockSyntax, Catches.Count: 0 } attempt } last } cleanup,
            } publish
            && !StatementEdits.HasJump(attempt.Block)
            && !cleanup.Statements.Skip(cleanup.Statements.IndexOf(publish) + 1).Any(later => UsesNamesOf(publish, later))
            && !StatementEdits.HasComment(last))
        {
            var rest = cleanup.Statements.Remove(publish);
            if (rest.Count > 0)
            {
                Offer(context, diagnostic, "Move the call behind the try statement", RuleIdentifiers.PublishInFinally, () =>
                    root.ReplaceNode(attempt, [attempt.ReplaceNode(cleanup, cleanup.WithStatements(rest)), Moved(publish, attempt)]));
            }
            else if (StatementEdits.CanUnwrap(attempt.Block) && !StatementEdits.HasComment(attempt))
            {
                Offer(context, diagnostic, "Replace the try statement by its code", RuleIdentifiers.PublishInFinally, () =>
                    root.ReplaceNode(attempt, [.. attempt.Block.Statements.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation)), Moved(publish, attempt)]));
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether a statement uses the variables of the call, as <c>save.Dispose()</c> and <c>File.Delete(temporary)</c> do. Such a statement must stay after the call.</summary>
    private static bool UsesNamesOf(ExpressionStatementSyntax publish, StatementSyntax later)
    {
        var names = NamesIn(publish).ToImmutableHashSet(StringComparer.Ordinal).Remove("File");
        return NamesIn(later).Any(names.Contains);
    }

    private static IEnumerable<string> NamesIn(SyntaxNode code) => code.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(static name => name.Parent is not MemberAccessExpressionSyntax access || access.Name != name || access.Expression is ThisExpressionSyntax)
        .Select(static name => name.Identifier.ValueText);

    private static StatementSyntax Moved(StatementSyntax publish, TryStatementSyntax attempt) => publish
        .WithLeadingTrivia(LineBreaks.IndentOf(attempt))
        .WithTrailingTrivia(attempt.GetTrailingTrivia())
        .WithAdditionalAnnotations(Formatter.Annotation);
}

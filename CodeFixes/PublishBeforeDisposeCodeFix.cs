using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP508: disposes of the compressor or writer before the file gets its name. The later disposal then does nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PublishBeforeDisposeCodeFix)), Shared]
public sealed class PublishBeforeDisposeCodeFix() : RuleCodeFix(RuleIdentifiers.PublishBeforeDispose)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is [var creation]
            && root.FindNode(creation.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { Initializer.Value: var value } variable
            && value.Span == creation.SourceSpan
            && StatementEdits.At(root, diagnostic.Location) is { Parent: BlockSyntax block } publish
            && StatementEdits.IsInScope(variable, block))
        {
            Offer(context, diagnostic, $"Dispose of '{variable.Identifier.ValueText}' first", RuleIdentifiers.PublishBeforeDispose, () =>
                StatementEdits.InsertBefore(root, publish, $"{variable.Identifier.Text}.Dispose();"));
        }

        return Task.CompletedTask;
    }
}

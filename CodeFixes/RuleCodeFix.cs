using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IoPolicy.CodeFixes;

/// <summary>The base of all fixes, with fix-all in document, project and solution.</summary>
public abstract class RuleCodeFix(params string[] ids) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            await RegisterAsync(context, diagnostic, root).ConfigureAwait(false);
        }
    }

    /// <summary>Offers the fixes for a diagnostic. Each offered fix compiles.</summary>
    private protected abstract Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root);

    private protected static void Offer(CodeFixContext context, Diagnostic diagnostic, string title, string key, Func<SyntaxNode> edit)
    {
        var document = context.Document;
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(edit())), key), diagnostic);
    }
}

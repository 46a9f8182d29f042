using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>What the fixes share that change an attribute: where it stands, and fix-all in document, project and solution.</summary>
public abstract class PolicyCodeFix(params string[] ids) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (AttributeEdits.Find(root, diagnostic) is { } attribute)
            {
                Register(context, diagnostic, root, attribute);
            }
        }
    }

    /// <summary>Offers the fixes for a diagnostic on an attribute; each one that is offered compiles.</summary>
    private protected abstract void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute);

    private protected static void Offer(CodeFixContext context, Diagnostic diagnostic, string title, string key, Func<SyntaxNode> edit)
    {
        var document = context.Document;
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(edit())), key), diagnostic);
    }
}

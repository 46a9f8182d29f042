using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>What the fixes share that change an attribute: where it stands.</summary>
public abstract class PolicyCodeFix(params string[] ids) : RuleCodeFix(ids)
{
    private protected sealed override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (AttributeEdits.Find(root, diagnostic) is { } attribute)
        {
            Register(context, diagnostic, root, attribute);
        }

        return Task.CompletedTask;
    }

    /// <summary>Offers the fixes for a diagnostic on an attribute; each one that is offered compiles.</summary>
    private protected abstract void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute);
}

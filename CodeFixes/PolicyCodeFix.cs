using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>The base of the fixes that change an attribute.</summary>
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

    /// <summary>Offers the fixes for a diagnostic on an attribute. Each offered fix compiles.</summary>
    private protected abstract void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute);

    /// <summary>Offers another attribute. Removes the options that it does not have. For <c>[HeaderOnly]</c>, also removes the condition <c>When</c>.</summary>
    private protected static void OfferPolicy(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute, string name)
    {
        var isHeader = name == PolicyNames.AttributeName(PolicyKind.HeaderOnly);
        Offer(
            context,
            diagnostic,
            $"Use [{name}]",
            diagnostic.Id,
            () => root.ReplaceNode(attribute, AttributeEdits.KeepingArguments(
                AttributeEdits.Renamed(attribute, name),
                option => isHeader ? option is nameof(PolicyOptions.File) or nameof(PolicyOptions.Opened) or nameof(PolicyOptions.On) or nameof(PolicyOptions.Method) : option is not (nameof(PolicyOptions.Durable) or nameof(PolicyOptions.MaxBytes)))));
    }
}

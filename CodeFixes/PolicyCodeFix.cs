using IoPolicy.Analyzers.Policies;
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

    /// <summary>Offers another policy in an attribute's place, with the options that it has too.</summary>
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
                option => isHeader ? option == nameof(PolicyOptions.File) : option is not (nameof(PolicyOptions.Durable) or nameof(PolicyOptions.MaxBytes)))));
    }
}

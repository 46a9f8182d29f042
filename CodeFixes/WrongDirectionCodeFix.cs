using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP104: the policy of the other direction, with the options that it has too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongDirectionCodeFix)), Shared]
public sealed class WrongDirectionCodeFix() : PolicyCodeFix(RuleIdentifiers.WrongDirection)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute)
    {
        var name = attribute.Name.ToString().Contains("DropPagesAfterFullRead") ? "DropPagesAfterFullWrite" : "DropPagesAfterFullRead";
        Offer(
            context,
            diagnostic,
            $"Use [{name}]",
            RuleIdentifiers.WrongDirection,
            () => root.ReplaceNode(attribute, AttributeEdits.KeepingArguments(AttributeEdits.Renamed(attribute, name), static option => option != nameof(PolicyOptions.Durable))));
    }
}

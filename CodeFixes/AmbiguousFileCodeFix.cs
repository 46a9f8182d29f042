using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP002: names one of the candidates with <c>File = nameof(…)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AmbiguousFileCodeFix)), Shared]
public sealed class AmbiguousFileCodeFix() : PolicyCodeFix(RuleIdentifiers.AmbiguousFile)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute)
    {
        if (!diagnostic.Properties.TryGetValue(AmbiguousFileAnalyzer.Candidates, out var candidates) || candidates is null)
        {
            return;
        }

        foreach (var candidate in candidates.Split(','))
        {
            Offer(
                context,
                diagnostic,
                $"Use '{candidate}' as the file",
                $"{RuleIdentifiers.AmbiguousFile}:{candidate}",
                () => root.ReplaceNode(attribute, AttributeEdits.WithArgument(attribute, "File", AttributeEdits.NameOf(candidate))));
        }
    }
}

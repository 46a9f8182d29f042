using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP504: truncates the old file, by <c>File.Create</c> or <c>FileMode.Create</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OverwriteWithoutTruncateCodeFix)), Shared]
public sealed class OverwriteWithoutTruncateCodeFix() : RuleCodeFix(RuleIdentifiers.OverwriteWithoutTruncate)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        // FileMode.OpenOrCreate in the arguments, or OpenWrite as the name of the called method.
        var opening = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (opening.DescendantNodes().OfType<SimpleNameSyntax>().FirstOrDefault(static name => name.Identifier.ValueText is "OpenOrCreate" or "OpenWrite") is { } name)
        {
            var mode = name.Identifier.ValueText == "OpenWrite" ? "File.Create" : "FileMode.Create";
            Offer(context, diagnostic, $"Use {mode}", RuleIdentifiers.OverwriteWithoutTruncate, () => root.ReplaceNode(name, SyntaxFactory.IdentifierName("Create").WithTriviaFrom(name)));
        }

        return Task.CompletedTask;
    }
}

using System.Collections.Immutable;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>
/// Makes each method partial once, however many uses bypass its policy. The batch fixer would make the same edit for each use,
/// and drop an edit that it cannot merge.
/// </summary>
internal sealed class BypassingCallFixAll : FixAllProvider
{
    internal static readonly BypassingCallFixAll Instance = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var (solution, cancellation) = (fixAllContext.Solution, fixAllContext.CancellationToken);
        var methods = new Dictionary<DocumentId, HashSet<MethodDeclarationSyntax>>();
        foreach (var diagnostic in await DiagnosticsOfAsync(fixAllContext).ConfigureAwait(false))
        {
            if (solution.GetDocument(diagnostic.Location.SourceTree) is { } use
                && await BypassingCallCodeFix.DeclarationOfAsync(use, diagnostic, cancellation).ConfigureAwait(false) is var (document, method))
            {
                if (!methods.TryGetValue(document.Id, out var known))
                {
                    methods.Add(document.Id, known = []);
                }

                known.Add(method);
            }
        }

        var changed = solution;
        foreach (var pair in methods)
        {
            changed = changed.WithDocumentSyntaxRoot(pair.Key, MakePartial(pair.Value, cancellation));
        }

        return CodeAction.Create("Make the methods partial", _ => Task.FromResult(changed), RuleIdentifiers.BypassingCall);
    }

    private static SyntaxNode MakePartial(HashSet<MethodDeclarationSyntax> methods, CancellationToken cancellation)
    {
        var root = methods.First().SyntaxTree.GetRoot(cancellation).TrackNodes(methods);
        foreach (var method in methods)
        {
            root = PartialEdits.MakePartial(root, root.GetCurrentNode(method)!);
        }

        return root;
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsOfAsync(FixAllContext context)
    {
        if (context.Scope == FixAllScope.Document)
        {
            return context.Document is { } document ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false) : [];
        }

        var projects = context.Scope == FixAllScope.Project ? [context.Project] : context.Solution.Projects;
        var all = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var project in projects)
        {
            all.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        return all.ToImmutable();
    }
}

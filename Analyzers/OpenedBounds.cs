using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers;

/// <summary>How many bytes a method reads and writes of each file that it opens and that its policy covers.</summary>
/// <param name="Files">The covered files that the byte-bound analysis follows, each with the expression that opens it.</param>
/// <param name="IsComplete">Whether the analysis follows all covered files.</param>
internal sealed record OpenedBounds(ImmutableArray<(SyntaxNode Site, FileBounds Bounds)> Files, bool IsComplete)
{
    internal static OpenedBounds? Of(Compilation compilation, IMethodSymbol method, PolicyKind kind, CancellationToken cancellation)
    {
        var body = WrappedBody.Of(method);
        if (ByteBoundAnalysis.Of(compilation).Analyze(body, path: null, cancellation) is not { } bounds)
        {
            return null;
        }

        var sites = body.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation))
            .SelectMany(code => SitesIn(code, compilation, kind, cancellation))
            .ToImmutableHashSet();
        ImmutableArray<(SyntaxNode Site, FileBounds Bounds)> files =
        [
            .. bounds.Files
                .Where(file => file is { Kind: FileSourceKind.Opened, Site: { } site } && sites.Contains(site))
                .OrderBy(static file => file.Site!.SpanStart)
                .Select(file => (file.Site!, bounds.Of(file))),
        ];
        return new OpenedBounds(files, files.Length == sites.Count);
    }

    /// <summary>Formats the expression that opens a file, without its arguments.</summary>
    internal static string NameOf(SyntaxNode site) => site switch
    {
        InvocationExpressionSyntax call => $"{call.Expression}(…)",
        ObjectCreationExpressionSyntax creation => $"new {creation.Type}(…)",
        _ => "new(…)",
    };

    private static IEnumerable<SyntaxNode> SitesIn(SyntaxNode code, Compilation compilation, PolicyKind kind, CancellationToken cancellation) =>
        SemanticModels.Of(compilation).Of(code.SyntaxTree) is not { } model ? []
            : OpenerUse.In(code, model, cancellation).Where(use => use.Opener.IsCoveredBy(kind)).Select(static use => (SyntaxNode?)use.Call ?? use.Name)
                .Concat(FileCreation.In(code, model, cancellation).Where(creation => creation.IsCoveredBy(kind)).Select(static creation => creation.Syntax));
}

using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP101: <c>[DropPagesAfterFullRead]</c> on a method that provably reads only a header. The runtime drops nothing after such a
/// call, unless the call reaches the end of the file. <c>[HeaderOnly]</c> also turns readahead off.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeaderOnlyReadAnalyzer() : PolicyAnalyzer(HeaderOnlyRead, OpenedHeader)
{
    /// <summary>The size of a <c>long</c> or <c>double</c> in bytes. A method that reads no more can be the reader of one number.</summary>
    private const long SizeOfNumber = 8;

    private static readonly DiagnosticDescriptor HeaderOnlyRead = new(
        RuleIdentifiers.HeaderOnlyRead,
        title: "A read policy on a method that reads only a header",
        messageFormat: "'{0}' has [DropPagesAfterFullRead] but reads only {1} of '{2}' ({3}). Use [HeaderOnly]{4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Dropping the pages after a header read would free almost nothing, and the next read of the header would go to disk.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.HeaderOnlyRead));

    private static readonly DiagnosticDescriptor OpenedHeader = new(
        RuleIdentifiers.HeaderOnlyRead,
        HeaderOnlyRead.Title,
        messageFormat: "'{0}' has [DropPagesAfterFullRead] but reads only {1} of {2} ({3}). Use [HeaderOnly].",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        HeaderOnlyRead.Description,
        RuleHelp.UriOf(RuleIdentifiers.HeaderOnlyRead));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachBound(context, PolicyKind.DropAfterFullRead, static (method, attribute, _, candidate, bounds) =>
        {
            if (HeaderThreshold.IsHeader(bounds, HeaderThreshold.Of(method.Options)))
            {
                var explanation = Explanation.Of(bounds.Read);
                method.Report(Diagnostic.Create(
                    HeaderOnlyRead,
                    method.LocationOf(attribute),
                    explanation.Locations,
                    method.Method.Name,
                    Explanation.Bytes(bounds.Read.Amount.Bytes),
                    candidate.Name,
                    explanation.Text,
                    IsPiece(candidate, bounds) ? ", or no policy if it reads a part of a payload" : ""));
            }
        });
        ForEachOpenedBound(context, PolicyKind.DropAfterFullRead, static (method, attribute, _, opened) =>
        {
            var maximum = HeaderThreshold.Of(method.Options);
            if (!opened.IsComplete || !opened.Files.All(file => HeaderThreshold.IsHeader(file.Bounds, maximum)))
            {
                return;
            }

            var longest = opened.Files.OrderByDescending(static file => file.Bounds.Read.Amount.Bytes).First();
            var explanation = Explanation.Of(longest.Bounds.Read);
            method.Report(Diagnostic.Create(
                OpenedHeader,
                method.LocationOf(attribute),
                explanation.Locations,
                method.Method.Name,
                Explanation.Bytes(longest.Bounds.Read.Amount.Bytes),
                opened.Files.Length == 1 ? "the file that it opens" : "each file that it opens",
                explanation.Text));
        });
    }

    /// <summary>Whether the method can be a part of a larger read: it reads one number, or a file that the method's object holds.</summary>
    private static bool IsPiece(FileCandidate candidate, FileBounds bounds) =>
        candidate.Place != FilePlace.Parameter || bounds.Read.Amount.Bytes <= SizeOfNumber;
}

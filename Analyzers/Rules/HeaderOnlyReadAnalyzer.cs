using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP101: a read that is proven to be of a header only carries <c>[DropPagesAfterFullRead]</c>, which sends each later
/// lookup to the disk.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeaderOnlyReadAnalyzer() : PolicyAnalyzer(HeaderOnlyRead)
{
    /// <summary>The largest number that a reader reads at once: a method that reads no more may be one of them.</summary>
    private const long SizeOfNumber = 8;

    private static readonly DiagnosticDescriptor HeaderOnlyRead = new(
        RuleIdentifiers.HeaderOnlyRead,
        title: "A header-only read drops the file's pages",
        messageFormat: "'{0}' carries [DropPagesAfterFullRead] but reads at most {1} bytes of '{2}': {3}; a scan of headers profits from cached pages, so use [HeaderOnly]{4}",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Dropping the pages of a file of which only the header was read sends the next lookup to the disk, and drops nothing worth dropping.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.HeaderOnlyRead));

    protected override void Start(CompilationStartAnalysisContext context) =>
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
                    bounds.Read.Amount.Bytes.ToString(CultureInfo.InvariantCulture),
                    candidate.Name,
                    explanation.Text,
                    IsPiece(candidate, bounds) ? ", or no policy if it reads a piece of a payload" : ""));
            }
        });

    /// <summary>What an object reads of the file that it holds, or one number, is often a piece of what others read whole.</summary>
    private static bool IsPiece(FileCandidate candidate, FileBounds bounds) =>
        candidate.Place != FilePlace.Parameter || bounds.Read.Amount.Bytes <= SizeOfNumber;
}

using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP508: a file gets its final name while the compressor or writer over it still holds the end of the data.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PublishBeforeDisposeAnalyzer() : SaveAnalyzer(PublishBeforeDispose)
{
    private static readonly DiagnosticDescriptor PublishBeforeDispose = new(
        RuleIdentifiers.PublishBeforeDispose,
        title: "The file is published before its compressor or writer is disposed of",
        messageFormat: "'{0}' gives the file its final name before the {1} over it has written the end of its data. Dispose of the {1} first.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The Flush of a compressor or archive does not write its trailer. Only Dispose does.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.PublishBeforeDispose));

    private protected override bool IsAboutCrashes => false;

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (visits.All(static rename => rename.File is not null && HolderOfEnd(rename) is not null))
            {
                report.ReportWith(PublishBeforeDispose, visits[0].Operation, HolderOfEnd(visits[0])!.Place, NameOf(visits[0].Operation), HolderOfEnd(visits[0])!.Type);
            }
        }
    }

    /// <summary>Gets the open writer or compressor over the file that still holds bytes, or a trailer, on each path of the code.</summary>
    private static FileOrigin? HolderOfEnd(SaveEvent rename) => rename.Before.Files.Values
        .Where(file => file is { Closed: Possible.No, Origin: { AutoFlushes: false, Writes.Count: > 0 } }
            && file.Origin.Root == rename.File!.Origin
            && (file.Origin.EndsAtDispose || (file.Dirty == Possible.Yes && (file.Origin.IsBuffer || file.Origin is { Inner: null, Type: "StreamWriter" or "XmlWriter" }))))
        .Select(static file => file.Origin)
        .OrderBy(static file => file.Place.Syntax.SpanStart)
        .FirstOrDefault();
}

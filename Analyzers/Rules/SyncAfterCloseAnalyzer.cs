using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP509: a file is flushed to disk after a wrapper has closed it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncAfterCloseAnalyzer() : SaveAnalyzer(SyncAfterClose)
{
    private static readonly DiagnosticDescriptor SyncAfterClose = new(
        RuleIdentifiers.SyncAfterClose,
        title: "The file is closed before it is flushed to disk",
        messageFormat: "'{0}' runs after the file was closed, so it throws and flushes nothing. Pass leaveOpen: true to the object that closes the file, or flush before.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Disposing of a writer or compressor closes the stream below, unless its constructor gets leaveOpen: true.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.SyncAfterClose));

    private protected override bool IsAboutCrashes => false;

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Synced))
        {
            if (visits.All(static sync => sync.File is { Closed: Possible.Yes, Origin.IsWholeFile: false }))
            {
                report.Report(SyncAfterClose, visits[0].Operation, NameOf(visits[0].Operation));
            }
        }
    }
}

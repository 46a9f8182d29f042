using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP501: a file gets its final name before its data is flushed to disk.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RenameWithoutFlushAnalyzer() : SaveAnalyzer(RenameWithoutFlush, Required)
{
    private static readonly DiagnosticDescriptor RenameWithoutFlush = new(
        RuleIdentifiers.RenameWithoutFlush,
        title: "A file is renamed into place without a flush to disk",
        messageFormat: "'{0}' gives the file its final name before the data is on disk, so a power loss can leave an empty file. Call Flush(true) before the file is closed, or use DurableFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The file system may write the new name to disk before the data. Closing a file does not flush it.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.RenameWithoutFlush));

    private static readonly DiagnosticDescriptor Required = AsWarning(RenameWithoutFlush);

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (visits.All(IsUnsynced) && !visits.Any(visit => method.IsDeletedAfter(visit)) && !visits.All(ManagedFlushAnalyzer.IsTakenForSync))
            {
                report.ReportWith(report.IsDurabilityRequired ? Required : RenameWithoutFlush, visits[0].Operation, OpeningOf(visits[0], method), NameOf(visits[0].Operation));
            }
        }
    }

    /// <summary>Gets the call that opens the stream. Null if there is no stream, or if there is a writer over the stream, which may hold bytes.</summary>
    private static IOperation? OpeningOf(SaveEvent rename, SavedFiles method) =>
        rename.File!.Origin is { IsWholeFile: false, Inner: null, Type: "FileStream" } file && !method.Files.Any(other => other.Inner == file) ? file.Place : null;

    private static bool IsUnsynced(SaveEvent rename) =>
        rename is { File: { IsUnsynced: true, Origin.Mode: OpenMode.Empty or OpenMode.Overwrite } } && !PathKeys.IsTemporary(rename.Target);
}

using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP507: a file is flushed to disk while a writer over it still holds bytes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncBeforeFlushAnalyzer() : SaveAnalyzer(SyncBeforeFlush)
{
    private static readonly DiagnosticDescriptor SyncBeforeFlush = new(
        RuleIdentifiers.SyncBeforeFlush,
        title: "The file is flushed to disk before its writer",
        messageFormat: "'{0}' flushes the file to disk while the {1} over it still holds written data. {2} first.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A writer or compressor has a buffer of its own, which the file's flush does not reach.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.SyncBeforeFlush));

    private protected override bool IsAboutCrashes => false;

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        var syncs = method.Of(SaveEventKind.Synced).ToList();
        foreach (var visits in syncs)
        {
            // A later flush to disk writes the rest.
            if (visits.All(sync => sync.File is not null && HoldersOfBytes(sync, method).Count > 0)
                && !syncs.Any(other => other[0].Operation.Syntax.SpanStart > visits[0].Operation.Syntax.SpanStart && other[0].File?.Origin == visits[0].File!.Origin))
            {
                var holders = HoldersOfBytes(visits[0], method);
                var first = holders[0];
                report.ReportWith(
                    SyncBeforeFlush,
                    visits[0].Operation,
                    holders.Count == 1 && !first.EndsAtDispose ? first.Place : null,
                    NameOf(visits[0].Operation),
                    first.Type,
                    first.EndsAtDispose ? $"Dispose of the {first.Type}" : $"Call Flush on the {first.Type}");
            }
        }
    }

    /// <summary>Gets the wrappers that hold bytes on each path of the code. A compressor holds its end until it is disposed of.</summary>
    private static List<FileOrigin> HoldersOfBytes(SaveEvent sync, SavedFiles method) =>
    [
        .. sync.Before.Files.Values
            .Where(file => file is { Closed: Possible.No, Origin: { Inner: not null, AutoFlushes: false } }
                && (file.Dirty == Possible.Yes || (file.Origin is { EndsAtDispose: true, Writes.Count: > 0 } && IsPublished(sync.File!.Origin, method)))
                && file.Origin.Root == sync.File!.Origin
                && file.Origin != sync.File.Origin)
            .Select(static file => file.Origin)
            .OrderBy(static file => file.Place.Syntax.SpanStart),
    ];

    /// <summary>Whether the method gives the file its final name. The flush of a log that stays open does not need the end of the data.</summary>
    private static bool IsPublished(FileOrigin file, SavedFiles method) =>
        method.Of(SaveEventKind.Published).Any(visits => visits.Any(rename => rename.File?.Origin.Root == file));
}

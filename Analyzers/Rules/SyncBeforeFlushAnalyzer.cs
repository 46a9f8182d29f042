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
        messageFormat: "'{0}' flushes the file to disk while the {1} over it still holds written data. Call Flush on the {1} before.",
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
            if (visits.All(sync => sync.File is not null && HolderOfBytes(sync) is not null)
                && !syncs.Any(other => other[0].Operation.Syntax.SpanStart > visits[0].Operation.Syntax.SpanStart && other[0].File?.Origin == visits[0].File!.Origin))
            {
                report.Report(SyncBeforeFlush, visits[0].Operation, NameOf(visits[0].Operation), HolderOfBytes(visits[0]));
            }
        }
    }

    /// <summary>Gets the type of the wrapper that holds bytes on each path of the code. Null if there is none.</summary>
    private static string? HolderOfBytes(SaveEvent sync) => sync.Before.Files.Values
        .Where(file => file is { Dirty: Possible.Yes, Closed: Possible.No, Origin: { Inner: not null, AutoFlushes: false } } && file.Origin.Root == sync.File!.Origin && file.Origin != sync.File.Origin)
        .OrderBy(static file => file.Origin.Place.Syntax.SpanStart)
        .Select(static file => file.Origin.Type)
        .FirstOrDefault();
}

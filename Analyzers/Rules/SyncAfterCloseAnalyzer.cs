using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP509: a file is flushed to disk after a wrapper has closed it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncAfterCloseAnalyzer() : SaveAnalyzer(SyncAfterClose)
{
    private static readonly DiagnosticDescriptor SyncAfterClose = new(
        RuleIdentifiers.SyncAfterClose,
        title: "The file is closed before it is flushed to disk",
        messageFormat: "'{0}' runs after the file was closed, so it throws and flushes nothing. Pass leaveOpen: true to the object that closes the file, or flush before it closes the file.",
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
                report.ReportWith(SyncAfterClose, visits[0].Operation, ClosingWrapper(visits[0].File!.Origin, method), NameOf(visits[0].Operation));
            }
        }
    }

    /// <summary>
    /// Gets the expression that creates the wrapper that closes the file. Null if there are several wrappers, or if the code
    /// has no <c>using</c> of the file, because nothing would close the file after the fix.
    /// </summary>
    private static IOperation? ClosingWrapper(FileOrigin file, SavedFiles method) =>
        method.Files.Where(wrapper => wrapper.Inner == file && wrapper.ClosesInner == Possible.Yes).ToList() is [{ Place: IObjectCreationOperation creation }]
        && file.Place.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Parent.Parent: var group } }
        && group?.Parent is IUsingDeclarationOperation or IUsingOperation
            ? creation
            : null;
}

using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP513: a file is flushed and renamed, but its directory is not flushed, so a power loss can undo the rename.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsyncedDirectoryAnalyzer() : SaveAnalyzer(UnsyncedDirectory, Required)
{
    private static readonly DiagnosticDescriptor UnsyncedDirectory = new(
        RuleIdentifiers.UnsyncedDirectory,
        title: "The directory is not flushed to disk after a rename",
        messageFormat: "'{0}' gives the file its final name, but a power loss can undo the rename until the directory is flushed to disk. Use DurableFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        description: "A rename changes the directory. The flush of the file does not write the directory to disk.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnsyncedDirectory));

    private static readonly DiagnosticDescriptor Required = AsWarning(UnsyncedDirectory);

    /// <summary>The names of methods that flush a directory.</summary>
    private static readonly LazyRegex DirectorySync = new("fsync|(sync|flush).*(dir|folder|parent)|(dir|folder|parent).*(sync|flush)");

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            // IOP501 reports a file that is not flushed itself.
            if (visits.All(static rename => rename is { File: { Data: DataStates.Synced, Origin.Mode: OpenMode.Empty or OpenMode.Overwrite } } && !PathKeys.IsTemporary(rename.Target))
                && !visits.Any(method.IsDeletedAfter)
                && !visits.Any(static rename => IsDirectorySyncedAfter(rename.Operation) || (rename.Inside is { } inside && IsDirectorySyncedAfter(inside))))
            {
                report.Report(UnsyncedDirectory, Required, visits[0].Operation, NameOf(visits[0].Operation));
            }
        }
    }

    private static bool IsDirectorySyncedAfter(IOperation rename) =>
        FileOperations.RootOf(rename).Descendants().OfType<IInvocationOperation>().Any(call => call.Syntax.SpanStart > rename.Syntax.SpanStart && DirectorySync.IsMatch(call.TargetMethod.Name));
}

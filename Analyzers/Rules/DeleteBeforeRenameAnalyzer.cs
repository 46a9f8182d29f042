using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP503: the old file is deleted before the new one is in its place.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeleteBeforeRenameAnalyzer() : SaveAnalyzer(BeforeRename, BeforeWrite)
{
    private const string Title = "The old file is deleted before the new one is in place";
    private const string Description = "A crash after the deletion leaves no file under the name. A rename replaces the old file in one step.";

    private static readonly DiagnosticDescriptor BeforeRename = new(
        RuleIdentifiers.DeleteBeforeRename,
        Title,
        messageFormat: "'{0}' removes the old file before '{1}' puts the new one in its place, so a crash between them leaves no file. Use File.Move with overwrite: true, File.Replace or DurableFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.DeleteBeforeRename));

    private static readonly DiagnosticDescriptor BeforeWrite = new(
        RuleIdentifiers.DeleteBeforeRename,
        Title,
        messageFormat: "'{0}' removes the old file before the new one is written, so a crash leaves no file or a part of it. Write a temporary file and rename it, or use DurableFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.DeleteBeforeRename));

    /// <summary>Words in the name of a file that is not the only copy of its data. Template, attempt, temperature and temporal are no such words.</summary>
    private static readonly LazyRegex TemporaryName = new("tmp|temp(?!l|t|er|oral)|staging|partial");

    /// <summary>The end of a temporary file's name. Compared only with the constant parts of a path.</summary>
    private static readonly LazyRegex TemporaryEnding = new(@"[.\-_](tmp|temp|staging|partial|part|new)$|~$");

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (visits.All(IsNewContent) && !IsFallback(visits[0].Operation) && !visits.All(IsReportedInside) && !visits.Any(rename => IsTemporaryFile(rename, method)))
            {
                var delete = visits[0].DeletedBy!;
                var place = PlaceOf(delete, visits[0].Operation);
                report.ReportWith(BeforeRename, place, place == delete ? visits[0].Operation : null, NameOf(delete), NameOf(visits[0].Operation));
            }
        }

        foreach (var visits in method.Of(SaveEventKind.Opened))
        {
            if (visits.All(static open => open is { DeletedBy: not null } && !PathKeys.IsTemporary(open.Target))
                && method.Files.FirstOrDefault(file => file.Place == visits[0].Operation) is { Mode: OpenMode.Empty or OpenMode.Overwrite } file
                && (file.IsWholeFile || file.Writes.Count > 0)
                && !IsFallback(visits[0].Operation)
                && !IsArchive(file.Place)
                && !visits.Any(method.IsDeletedAfter)
                && !visits.Any(open => IsTemporaryFile(open, method)))
            {
                var delete = visits[0].DeletedBy!;
                report.ReportUnlessRequired(BeforeWrite, DiagnosticSeverity.Info, PlaceOf(delete, visits[0].Operation), NameOf(delete));
            }
        }
    }

    /// <summary>Whether the call writes an archive. Such a call refuses to replace a file, and the archive's content comes from other files.</summary>
    private static bool IsArchive(IOperation place) => place is IInvocationOperation { TargetMethod.ContainingType.Name: "ZipFile" or "TarFile" };

    /// <summary>Whether the deleted file need not survive: the new file is renamed later, or the deleted file has the name of a temporary file.</summary>
    private static bool IsTemporaryFile(SaveEvent open, SavedFiles method) =>
        method.Of(SaveEventKind.Published).Any(visits => visits.Any(rename => rename.Source == open.Target))
        || (open.DeletedBy is IInvocationOperation delete && TemporaryName.IsMatch((delete.Instance ?? delete.Arguments[0].Value).Syntax.ToString()))
        || PathKeys.ConstantsOf(open.Target).Any(TemporaryEnding.IsMatch);

    /// <summary>Whether the renamed file is new content for the name. A rotated log or backup is old content that gets another name.</summary>
    private static bool IsNewContent(SaveEvent rename) =>
        rename is { DeletedBy: not null, SourceValue: { } source }
        && !PathKeys.IsTemporary(rename.Target)
        && (rename.File is { Origin.Mode: OpenMode.Empty or OpenMode.Overwrite } || PathKeys.IsTemporary(rename.Source) || TemporaryName.IsMatch(source.Syntax.ToString())
            || PathKeys.ConstantsOf(rename.Source).Any(TemporaryEnding.IsMatch));

    /// <summary>Whether the code is in a <c>catch</c> block, so it runs only after another way has failed.</summary>
    private static bool IsFallback(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the rename is in a callee and needs no report in the caller: the rename is a fallback, or the report in the callee covers
    /// both calls.
    /// </summary>
    private static bool IsReportedInside(SaveEvent rename) =>
        rename.Inside is { } inside && (IsFallback(inside) || (FileOperations.RootOf(inside) == FileOperations.RootOf(rename.DeletedBy!) && TemporaryName.IsMatch(rename.SourceValue!.Syntax.ToString())));

    /// <summary>Gets the call to report: the deletion if it is in the same code as the later call, or else the later call.</summary>
    private static IOperation PlaceOf(IOperation delete, IOperation later) =>
        delete.Syntax.SyntaxTree == later.Syntax.SyntaxTree && FileOperations.RootOf(delete) == FileOperations.RootOf(later) ? delete : later;
}

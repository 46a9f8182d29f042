using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP502: <c>Flush()</c> or <c>FlushAsync()</c> of a <c>FileStream</c> is taken for a flush to disk.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ManagedFlushAnalyzer() : SaveAnalyzer(ManagedFlush)
{
    private static readonly DiagnosticDescriptor ManagedFlush = new(
        RuleIdentifiers.ManagedFlush,
        title: "Flush() is taken for a flush to disk",
        messageFormat: "'{0}' writes the managed buffer only, and the data can still be lost at a power loss. Call Flush(true).",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "FileStream.Flush() and FlushAsync() write the buffer to the operating system. Only Flush(true) asks the kernel to write the file to disk.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ManagedFlush));

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        var reported = new HashSet<SyntaxNode>();
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (visits.All(IsTakenForSync) && !visits.Any(method.IsDeletedAfter))
            {
                Report(visits[0].File!.PlainFlush!);
            }
        }

        var syncs = method.Of(SaveEventKind.Synced).Any();
        foreach (var visits in method.Of(SaveEventKind.Flushed))
        {
            if (!syncs && visits[0].Operation is IInvocationOperation { Instance.Type.Name: "FileStream" } flush && SaveCode.NamesDisk(flush.Syntax))
            {
                Report(flush);
            }
        }

        void Report(IOperation flush)
        {
            if (reported.Add(flush.Syntax))
            {
                report.Report(ManagedFlush, flush, NameOf(flush));
            }
        }
    }

    /// <summary>
    /// Whether the rename follows a plain flush. Closing the stream would write its buffer too, so the author probably wants the data on disk.
    /// </summary>
    internal static bool IsTakenForSync(SaveEvent rename) =>
        rename is { File: { IsUnsynced: true, PlainFlush: { } flush, Origin: { Mode: OpenMode.Empty or OpenMode.Overwrite, IsRead: false, UsesPosition: false } } }
        && flush.Syntax.SyntaxTree == rename.Operation.Syntax.SyntaxTree
        && SaveCode.MemberOf(flush.Syntax) == SaveCode.MemberOf(rename.Operation.Syntax)
        && !PathKeys.IsTemporary(rename.Target);
}

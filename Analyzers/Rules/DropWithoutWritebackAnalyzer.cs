using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP203: <c>PageCache.Drop</c> after writes to the file, with no write-back between: dirty pages stay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DropWithoutWritebackAnalyzer() : PolicyAnalyzer(DropWithoutWriteback)
{
    private static readonly DiagnosticDescriptor DropWithoutWriteback = new(
        RuleIdentifiers.DropWithoutWriteback,
        title: "A drop after writes, without write-back",
        messageFormat: "PageCache.Drop of '{0}' comes after a write at line {1} with no write-back between: the kernel skips dirty pages; use PageCache.WriteBackAndDrop",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "POSIX_FADV_DONTNEED drops clean pages only; pages that are dirty or under write-back stay.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.DropWithoutWriteback));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOperation(
        context,
        NameOccurrences.Drops,
        static use =>
        {
            if (use.Operation is IInvocationOperation drop
                && FileOperations.IsPageCache(drop, "Drop")
                && FileOperations.HolderOf(FileOperations.ArgumentOf(drop, "file")) is { } file and (ILocalSymbol or IParameterSymbol)
                && UnwrittenBefore(drop, file) is { } write)
            {
                use.Report(Diagnostic.Create(
                    DropWithoutWriteback,
                    drop.Syntax.GetLocation(),
                    [write.Syntax.GetLocation()],
                    file.Name,
                    write.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1));
            }
        });

    /// <summary>
    /// The last write before the drop; null where there is none, where the file may have been written back since, and
    /// where it goes out of sight, to code that may do so.
    /// </summary>
    private static IInvocationOperation? UnwrittenBefore(IInvocationOperation drop, ISymbol file)
    {
        var before = StatementOrder.Before(drop).ToList();
        if (before.OfType<IInvocationOperation>().Where(call => FileOperations.Writes(call, file)).OrderBy(static call => call.Syntax.SpanStart).LastOrDefault() is not { } write
            || before.Any(operation => operation.Syntax.ToString().Contains("WriteThrough")))
        {
            return null;
        }

        var since = before.Where(operation => operation.Syntax.SpanStart > write.Syntax.SpanStart && !write.Syntax.Span.Contains(operation.Syntax.Span)).ToList();
        return StatementOrder.Reassigns(since, file) || since.Any(operation => FileOperations.Is(FileOperations.HolderOf(operation), file) && !IsHarmless(operation)) ? null : write;
    }

    /// <summary>A member of the stream that writes nothing back: its position, its length, a flush of its own buffer.</summary>
    private static bool IsHarmless(IOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "Position" or "Length" or "CanSeek" or "CanWrite" or "CanRead" or "Name" } => true,
        IInvocationOperation { TargetMethod: { Name: "Seek" or "SetLength" } } call => call.Instance == use,
        IInvocationOperation { TargetMethod: { Name: "Flush" or "FlushAsync", Parameters: [] or [{ Type.Name: "CancellationToken" }] } } call => call.Instance == use,
        _ => false,
    };
}

using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP203: <c>PageCache.Drop</c> after a write to the file, without write-back between the two. The dirty pages stay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DropWithoutWritebackAnalyzer() : PolicyAnalyzer(DropWithoutWriteback)
{
    private static readonly DiagnosticDescriptor DropWithoutWriteback = new(
        RuleIdentifiers.DropWithoutWriteback,
        title: "Pages are dropped after a write without write-back",
        messageFormat: "PageCache.Drop of '{0}' follows a write at line {1} without write-back, and the kernel skips dirty pages. Use PageCache.WriteBackAndDrop.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "POSIX_FADV_DONTNEED drops only clean pages. Dirty pages and pages under write-back stay.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.DropWithoutWriteback));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOperation(
        context,
        NameOccurrences.Drops,
        static use =>
        {
            if (use.Operation is IInvocationOperation drop
                && FileOperations.IsPageCache(drop, "Drop")
                && FileOperations.VariableOf(FileOperations.ArgumentOf(drop, "file")) is { } file and (ILocalSymbol or IParameterSymbol)
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
    /// The last write before the drop. Null if there is none, or if other code may have written the file back since.
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
        return StatementOrder.Reassigns(since, file) || since.Any(operation => FileOperations.Is(FileOperations.VariableOf(operation), file) && !IsHarmless(operation)) ? null : write;
    }

    /// <summary>Whether the use writes nothing back: the position, the length, or a flush of the .NET buffer.</summary>
    private static bool IsHarmless(IOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "Position" or "Length" or "CanSeek" or "CanWrite" or "CanRead" or "Name" } => true,
        IInvocationOperation { TargetMethod: { Name: "Seek" or "SetLength" } } call => call.Instance == use,
        IInvocationOperation { TargetMethod: { Name: "Flush" or "FlushAsync", Parameters: [] or [{ Type.Name: "CancellationToken" }] } } call => call.Instance == use,
        _ => false,
    };
}

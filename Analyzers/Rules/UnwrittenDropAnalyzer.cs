using IoPolicy.Analyzers.Names;
using IoPolicy.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP203: <c>PageCache.Drop</c> after writes to the file, with no write-back between: dirty pages stay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnwrittenDropAnalyzer() : PolicyAnalyzer(UnwrittenDrop)
{
    private static readonly DiagnosticDescriptor UnwrittenDrop = new(
        RuleIdentifiers.UnwrittenDrop,
        title: "A drop after writes, without write-back",
        messageFormat: "PageCache.Drop of '{0}' comes after a write at line {1} with no write-back between: the kernel skips dirty pages; use PageCache.WriteBackAndDrop",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "POSIX_FADV_DONTNEED drops clean pages only; pages that are dirty or under write-back stay.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnwrittenDrop));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachUse(
        context,
        NamedPlaces.Drops,
        static use =>
        {
            if (use.Operation is IInvocationOperation drop
                && FileUse.IsPageCache(drop, "Drop")
                && FileUse.HolderOf(FileUse.ArgumentOf(drop, "file")) is { } file and (ILocalSymbol or IParameterSymbol)
                && UnwrittenBefore(drop, file) is { } write)
            {
                use.Report(Diagnostic.Create(
                    UnwrittenDrop,
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
        var before = Sequence.Before(drop).ToList();
        if (before.OfType<IInvocationOperation>().Where(call => FileUse.Writes(call, file)).OrderBy(static call => call.Syntax.SpanStart).LastOrDefault() is not { } write
            || before.Any(operation => operation.Syntax.ToString().Contains("WriteThrough")))
        {
            return null;
        }

        var since = before.Where(operation => operation.Syntax.SpanStart > write.Syntax.SpanStart && !write.Syntax.Span.Contains(operation.Syntax.Span)).ToList();
        return Sequence.Reassigns(since, file) || since.Any(operation => FileUse.Is(FileUse.HolderOf(operation), file) && !IsHarmless(operation)) ? null : write;
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

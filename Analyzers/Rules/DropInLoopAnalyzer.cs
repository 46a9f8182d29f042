using IoPolicy.Analyzers.Names;
using IoPolicy.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP207: a loop drops pages of one file at each turn, a small record's at a time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DropInLoopAnalyzer() : PolicyAnalyzer(DropInLoop)
{
    /// <summary>The smallest window that the runtime itself uses.</summary>
    private const long SmallRecord = 65_536;

    private static readonly DiagnosticDescriptor DropInLoop = new(
        RuleIdentifiers.DropInLoop,
        "A file is dropped once per small record",
        "PageCache.{0} of '{1}' drops {2} bytes at each turn of the loop: a hint per small record costs more than it frees; drop in windows of MiB, or once after the loop",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Where a page of the range cannot be dropped, the kernel drains the LRU batches of every CPU and tries again.",
        RuleHelp.UriOf(RuleIdentifiers.DropInLoop));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachUse(
        context,
        NamedPlaces.Drops,
        static use =>
        {
            if (use.Operation is IInvocationOperation drop
                && (FileUse.IsPageCache(drop, "Drop") || FileUse.IsPageCache(drop, "WriteBackAndDrop"))
                && LengthOf(drop) is > 0 and < SmallRecord and var length
                && FileUse.HolderOf(FileUse.ArgumentOf(drop, "file")) is { } file
                && Sequence.LoopOfEachTurn(drop) is { } loop
                && !IsOfEachTurn(file, loop))
            {
                use.Report(Diagnostic.Create(DropInLoop, drop.Syntax.GetLocation(), drop.TargetMethod.Name, file.Name, length));
            }
        });

    private static long? LengthOf(IInvocationOperation drop) => FileUse.ArgumentOf(drop, "length")?.ConstantValue switch
    {
        { HasValue: true, Value: long value } => value,
        { HasValue: true, Value: int value } => value,
        _ => null,
    };

    /// <summary>The file is another one at each turn.</summary>
    private static bool IsOfEachTurn(ISymbol file, ILoopOperation loop) =>
        (file is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span)))
        || Sequence.Reassigns(loop.Descendants(), file);
}

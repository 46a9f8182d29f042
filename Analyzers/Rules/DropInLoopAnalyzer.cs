using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP207: a loop drops pages of one file in each iteration, for a small record: by <c>PageCache</c>, or by a method with a
/// policy that writes one record.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DropInLoopAnalyzer() : PolicyAnalyzer(DropInLoop)
{
    /// <summary>The runtime's smallest window, in bytes. A record below this size counts as small.</summary>
    private const long SmallRecord = 65_536;

    private static readonly DiagnosticDescriptor DropInLoop = new(
        RuleIdentifiers.DropInLoop,
        title: "A loop drops pages once per small record",
        messageFormat: "{0} of '{1}' runs for {2} in each iteration of the loop, which costs more than it frees. Drop in windows of several MiB, or once after the loop.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "If the kernel cannot drop all pages of a range, it drains the LRU batches of every CPU and tries again.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.DropInLoop));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        var models = SemanticModels.Of(context.Compilation);
        var wrapped = new WrappedCalls(context.Compilation, InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions));
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        ForEachOperation(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All.Union(NameOccurrences.Drops),
            use =>
            {
                if (use.Operation is IInvocationOperation call
                    && StatementOrder.FindUnconditionalLoop(call) is { } loop
                    && (ByPageCache(call) ?? (wrapped.IsUnderPolicy(call) ? ByPolicy(call, loop, policies, models, analysis, use.CancellationToken) : null)) is var (what, file, length)
                    && !IsOfEachIteration(file, loop))
                {
                    use.Report(Diagnostic.Create(DropInLoop, call.Syntax.GetLocation(), what, file.Name, Explanation.Bytes(length)));
                }
            });
    }

    private static (string What, ISymbol File, long Length)? ByPageCache(IInvocationOperation drop) =>
        (FileOperations.IsPageCache(drop, "Drop") || FileOperations.IsPageCache(drop, "WriteBackAndDrop"))
        && LengthOf(drop) is > 0 and < SmallRecord and var length
        && FileOperations.VariableOf(FileOperations.ArgumentOf(drop, "file")) is { } file
            ? ($"PageCache.{drop.TargetMethod.Name}", file, length)
            : null;

    /// <summary>
    /// A call of a method that writes a small record under its own policy. The runtime issues advice for a record at the end of the file,
    /// but not for a small read or a record in the middle. A small record does not fill a requested window, and the runtime limits the rate
    /// of background advice, so neither is reported.
    /// </summary>
    private static (string What, ISymbol File, long Length)? ByPolicy(
        IInvocationOperation call, ILoopOperation loop, MethodPolicies policies, SemanticModels models, ByteBoundAnalysis analysis, CancellationToken cancellation)
    {
        var method = call.TargetMethod.OriginalDefinition;
        foreach (var argument in PolicyArgument.Of(call, policies))
        {
            if (argument.Options is { Kind: PolicyKind.DropAfterFullWrite, RequestedWindow: 0, Background: false }
                && FileOperations.DescribeNonFile(argument.Value) is null
                && FileOperations.VariableOf(argument.Value) is { } file
                && analysis.Analyze(method, argument.File, cancellation) is { Read.Amount: var read, Written: { Amount: { IsConstant: true, Bytes: > 0 and < SmallRecord } written } byteCount }
                && read == Amount.None
                && WritesEachTime(byteCount.Trace, models, cancellation)
                && !StatementOrder.Before(loop).Concat(loop.Descendants()).Any(MovesFromEnd))
            {
                return ($"{PolicyNames.Bracketed(argument.Options.Kind)} on '{method.Name}', the drop", file, written.Bytes);
            }
        }

        return null;
    }

    /// <summary>Whether each call reaches one of the writes. A write that empties a full buffer is not reached in most iterations.</summary>
    private static bool WritesEachTime(Trace? trace, SemanticModels models, CancellationToken cancellation)
    {
        for (; trace is not null; trace = trace.Previous)
        {
            var (place, inner) = (trace.Step.Place, trace.Step.Inner);
            if (models.Of(place.SyntaxTree)?.GetOperation(place, cancellation) is { } write
                && StatementOrder.IsUnconditional(write)
                && !StatementOrder.Before(write).Any(static operation => operation is IReturnOperation)
                && (inner is null || WritesEachTime(inner, models, cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MovesFromEnd(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Position" } } => true,
        IInvocationOperation { TargetMethod.Name: "Seek", Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 or 0L } }, { Value.ConstantValue: { HasValue: true, Value: (int)SeekOrigin.End } }] } => false,
        IInvocationOperation { TargetMethod.Name: "Seek" } => true,
        _ => false,
    };

    private static long? LengthOf(IInvocationOperation drop) => FileOperations.ArgumentOf(drop, "length")?.ConstantValue switch
    {
        { HasValue: true, Value: long value } => value,
        { HasValue: true, Value: int value } => value,
        _ => null,
    };

    /// <summary>Whether each iteration of the loop uses a different file.</summary>
    private static bool IsOfEachIteration(ISymbol file, ILoopOperation loop) =>
        (file is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span)))
        || StatementOrder.Reassigns(loop.Descendants(), file);
}

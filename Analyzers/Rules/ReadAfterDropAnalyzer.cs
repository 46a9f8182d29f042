using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP208: one method drops all pages of a file, rewinds it, and reads it again. The second read goes to disk.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReadAfterDropAnalyzer() : PolicyAnalyzer(ReadAfterDrop)
{
    private static readonly DiagnosticDescriptor ReadAfterDrop = new(
        RuleIdentifiers.ReadAfterDrop,
        title: "The file is read again after its pages were dropped",
        messageFormat: "This reads '{0}' from disk again because {1} at line {2} dropped its pages. Drop after the last read.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A drop policy is for a file that the program does not read again soon.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ReadAfterDrop));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        var wrapped = new WrappedCalls(context.Compilation, InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions));
        ForEachOperation(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All.Union(NameOccurrences.Drops),
            use =>
            {
                if (use.Operation is IInvocationOperation drop
                    && Dropped(drop, policies, wrapped, Drops) is { } file and (ILocalSymbol or IParameterSymbol) && ReadAgain(drop, file, policies, Reads) is { } read)
                {
                    use.Report(Diagnostic.Create(
                        ReadAfterDrop,
                        read.Syntax.GetLocation(),
                        [drop.Syntax.GetLocation()],
                        file.Name,
                        NameOf(drop, policies),
                        drop.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1));
                }

                // The runtime issues no advice for a header-only call. If the code is unknown, the policy shows whether the method reads a header.
                bool Drops(IMethodSymbol method, FileCandidate candidate) => analysis.Analyze(method, candidate, use.CancellationToken) is not { } bounds
                    || bounds.Written.IsProven
                    || bounds is { ReadByOwnName: { IsProven: true, Amount: var amount } } && !(amount.IsConstant && amount.Bytes < HeaderThreshold.PayloadBytes);

                bool Reads(IMethodSymbol method, FileCandidate candidate) => analysis.Analyze(method, candidate, use.CancellationToken) is not { } bounds
                    || bounds.ReadByOwnName.IsProven;
            });
    }

    private static string NameOf(IInvocationOperation drop, MethodPolicies policies) =>
        policies.Get(drop).Where(static options => options.Kind != PolicyKind.HeaderOnly).Select(static options => options.Kind).ToList() is [var kind, ..]
            ? $"{PolicyNames.Bracketed(kind)} of '{drop.TargetMethod.Name}'"
            : $"PageCache.{drop.TargetMethod.Name}";

    /// <summary>Gets the file whose pages the call drops. Null if the call does not drop all pages of a file.</summary>
    private static ISymbol? Dropped(IInvocationOperation call, MethodPolicies policies, WrappedCalls wrapped, Func<IMethodSymbol, FileCandidate, bool> drops)
    {
        if (FileOperations.IsPageCache(call, "Drop") || FileOperations.IsPageCache(call, "WriteBackAndDrop"))
        {
            return FileOperations.IsZero(call, "offset") && FileOperations.IsZero(call, "length") ? FileOperations.VariableOf(FileOperations.ArgumentOf(call, "file")) : null;
        }

        // Requested windows mean that no pass may fill the cache, so a second pass from disk is intended.
        return !wrapped.IsUnderPolicy(call) ? null : FileOf(call, policies, static options => options is { Kind: not PolicyKind.HeaderOnly, AccessedRangeOnly: false, PreserveCached: false, RequestedWindow: 0 }, drops);
    }

    /// <summary>
    /// The first read after a rewind to the beginning. Without a rewind, a read continues after the dropped pages.
    /// </summary>
    private static IInvocationOperation? ReadAgain(IInvocationOperation drop, ISymbol file, MethodPolicies policies, Func<IMethodSymbol, FileCandidate, bool> reads)
    {
        var after = StatementOrder.After(drop).ToList();
        if (after.FirstOrDefault(operation => Rewinds(operation, file)) is not { } rewind)
        {
            return null;
        }

        var between = after.Where(operation => operation.Syntax.SpanStart < rewind.Syntax.SpanStart);
        return StatementOrder.Reassigns(after, file) || between.Any(static operation => operation is IReturnOperation { IsImplicit: false } or IThrowOperation)
            ? null
            : after.OfType<IInvocationOperation>().FirstOrDefault(call =>
                call.Syntax.SpanStart > rewind.Syntax.SpanStart
                && (FileOperations.Reads(call, file)
                    || (!Overrides.MayRunOverride(call) && FileOperations.Is(FileOf(call, policies, static options => options.Kind != PolicyKind.DropAfterFullWrite, reads), file)))
                && !Writes(after, rewind, call, file));
    }

    /// <summary>Whether the file is written between the rewind and the read. Written pages are in the cache again.</summary>
    private static bool Writes(List<IOperation> after, IOperation rewind, IOperation read, ISymbol file) => after.OfType<IInvocationOperation>().Any(call =>
        call.Syntax.SpanStart > rewind.Syntax.SpanStart && call.Syntax.SpanStart < read.Syntax.SpanStart && FileOperations.Writes(call, file));

    private static bool Rewinds(IOperation operation, ISymbol file) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Position", Instance: { } instance }, Value.ConstantValue: { HasValue: true, Value: 0 or 0L } } =>
            FileOperations.Is(FileOperations.VariableOf(instance), file),
        IInvocationOperation { TargetMethod.Name: "Seek", Instance: { } instance, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 or 0L } }, { Value.ConstantValue: { HasValue: true, Value: 0 } }] } =>
            FileOperations.Is(FileOperations.VariableOf(instance), file),
        _ => false,
    };

    /// <summary>Gets the file that the call passes for a policy, if both the options and the method meet their condition.</summary>
    private static ISymbol? FileOf(IInvocationOperation call, MethodPolicies policies, Func<PolicyOptions, bool> isWanted, Func<IMethodSymbol, FileCandidate, bool> does)
    {
        foreach (var argument in PolicyArgument.Of(call, policies))
        {
            if (isWanted(argument.Options) && FileOperations.DescribeNonFile(argument.Value) is null && does(call.TargetMethod.OriginalDefinition, argument.File))
            {
                return FileOperations.VariableOf(argument.Value);
            }
        }

        return null;
    }
}

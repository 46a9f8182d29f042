using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>
/// What all rules share: generated code is left out, methods are looked at concurrently, and a compilation that does
/// not reference IoPolicy costs nothing.
/// </summary>
public abstract class PolicyAnalyzer(params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. rules];

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(PolicyNames.DropPagesAfterFullRead) is not null)
            {
                Start(start);
            }
        });
    }

    /// <summary>Registers the rule's actions for a compilation that references IoPolicy.</summary>
    protected abstract void Start(CompilationStartAnalysisContext context);

    /// <summary>Calls the rule for each method that carries a policy: for a partial method once, at its declaration.</summary>
    private protected static void ForEachPolicy(CompilationStartAnalysisContext context, Action<PolicyMethodContext> check) =>
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is IMethodSymbol { PartialDefinitionPart: null } method && PolicyReader.Read(method) is { IsEmpty: false } policies)
                {
                    check(new PolicyMethodContext(symbol, method, policies));
                }
            },
            SymbolKind.Method);

    /// <summary>Calls the rule for the code of each method that carries a policy: of a partial method, for its <c>…Core</c> body.</summary>
    private protected static void ForEachPolicyBody(CompilationStartAnalysisContext context, Action<PolicyBodyContext> check) =>
        context.RegisterOperationBlockAction(block =>
        {
            // The attributes are blocks of their own, and all that a declaration without code has.
            if (block.OwningSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } body
                && block.OperationBlocks.Any(static code => code.Kind == OperationKind.Block)
                && (PolicyBody.DeclarationOf(body) ?? body.PartialDefinitionPart ?? body) is var method
                && PolicyReader.Read(method) is { IsEmpty: false } policies)
            {
                check(new PolicyBodyContext(block, method, body, policies));
            }
        });

    /// <summary>Calls the rule for each policy of a kind whose file is clear, with what the method does to that file.</summary>
    private protected static void ForEachBound(
        CompilationStartAnalysisContext context,
        PolicyKind kind,
        Action<PolicyMethodContext, AttributeData, PolicyOptions, FileCandidate, FileBounds> check)
    {
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        ForEachPolicy(context, method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                if (options.Kind == kind
                    && FileCandidates.Find(method.Method, options.File) is [{ Place: not FilePlace.Result } candidate]
                    && analysis.Analyze(method.Method, candidate, method.CancellationToken) is { } bounds)
                {
                    check(method, attribute, options, candidate, bounds);
                }
            }
        });
    }
}

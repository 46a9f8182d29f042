using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One method that can have a policy and has none.</summary>
internal readonly struct UnannotatedMethod(UnannotatedMethods methods, SymbolAnalysisContext context, IMethodSymbol method)
{
    internal IMethodSymbol Method { get; } = method;

    internal Location Place => Method.Locations[0];

    internal AnalyzerConfigOptions Options =>
        context.Options.AnalyzerConfigOptionsProvider.GetOptions(Method.DeclaringSyntaxReferences[0].SyntaxTree);

    internal IEnumerable<(FileCandidate File, FileBounds Bounds)> Files => methods.FilesOf(Method, context.CancellationToken);

    /// <summary>Gets the operations of the method, and of the callees that moved the counted bytes.</summary>
    internal IEnumerable<IOperation> OperationsBehind(ByteCount byteCount) => methods.OperationsBehind(Method, byteCount, context.CancellationToken);

    private IEnumerable<IOperation> Operations => methods.OperationsOf(Method, context.CancellationToken);

    /// <summary>Whether a call of a method with a policy moved the last of the counted bytes.</summary>
    internal bool IsUnderPolicy(ByteCount byteCount) => methods.IsUnderPolicy(byteCount, context.CancellationToken);

    /// <summary>Whether the method closes the file, so that the advice would come too late (IOP201).</summary>
    internal bool Closes(FileCandidate file) =>
        file.Kind != FileKind.Path
        && ((ISymbol?)FileCandidates.ParameterOf(Method, file) ?? FileCandidates.MemberOf(Method, file)) is { } symbol
        && FileClosing.Find([.. Operations], symbol).Place is not null;

    /// <summary>Creates the policy that the method should have. It names the file if the file is a path or one of several candidates.</summary>
    internal PolicyOptions PolicyFor(PolicyKind kind, FileCandidate file) => new(kind)
    {
        File = file.Kind == FileKind.Path || FileCandidates.Find(Method, named: null).Length > 1 ? file.Name : null,
    };

    /// <summary>Whether another method of the type has a policy.</summary>
    internal bool HasAnnotatedSibling => UnannotatedMethods.HasPolicies(Method.ContainingType);

    /// <summary>Reports the method, with the attributes that the code fix adds.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="policies">The attributes.</param>
    /// <param name="places">The operations that move the bytes.</param>
    /// <param name="moved">The moved bytes for tools that rank findings: a number, or one of the words of <see cref="MovedAmount"/>.</param>
    /// <param name="arguments">The arguments of the message.</param>
    internal void Report(DiagnosticDescriptor rule, IEnumerable<PolicyOptions> policies, ImmutableArray<Location> places, string moved, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, Place, places, SuggestedPolicies.ToProperties(policies).Add(MovedAmount.Key, moved), arguments));
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One attribute of the assembly, with a policy for the calls of a method.</summary>
internal readonly struct AssemblyPolicyContext(SemanticModelAnalysisContext context, AssemblyPolicy policy)
{
    internal AssemblyPolicy Policy { get; } = policy;

    internal PolicyOptions Options => Policy.Options;

    internal Compilation Compilation => context.SemanticModel.Compilation;

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>The attribute as in source, without its options.</summary>
    internal string Name => PolicyNames.Bracketed(Options.Kind);

    internal Location LocationOf(string? argument = null) => PolicyAttributeLocation.Of(Policy.Attribute, argument, CancellationToken) ?? Location.None;

    internal void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);
}

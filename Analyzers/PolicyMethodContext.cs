using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One method with policies.</summary>
internal readonly struct PolicyMethodContext(
    SymbolAnalysisContext context, IMethodSymbol method, ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies)
{
    internal IMethodSymbol Method { get; } = method;

    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies { get; } = policies;

    /// <summary>
    /// Whether IOP003 reports that the policy conflicts with another policy of the method. A report about the moved bytes would not help
    /// until one of the two is removed.
    /// </summary>
    internal bool IsInConflict(AttributeData attribute, PolicyOptions options) => Policies.Any(other =>
        other.Attribute != attribute && options.CanMeanTheFileOf(other.Options) && (options.Contradicts(other.Options) || options.Repeats(other.Options)));

    internal Compilation Compilation => context.Compilation;

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>Gets the location of an argument, or else of the attribute, or else of the method.</summary>
    internal Location LocationOf(AttributeData attribute, string? argument = null) => PolicyAttributeLocation.Of(attribute, argument, CancellationToken) ?? Method.Locations[0];

    /// <summary>The analyzer's options for the file in which the method is declared.</summary>
    internal AnalyzerConfigOptions Options =>
        context.Options.AnalyzerConfigOptionsProvider.GetOptions(Method.DeclaringSyntaxReferences[0].SyntaxTree);

    internal void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);
}

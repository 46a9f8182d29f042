using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One type with policies, which cover the files that its members open.</summary>
internal readonly struct PolicyTypeContext(SymbolAnalysisContext context, ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies)
{
    internal INamedTypeSymbol Type => (INamedTypeSymbol)context.Symbol;

    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies { get; } = policies;

    internal Compilation Compilation => context.Compilation;

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>Gets the location of an argument, or else of the attribute, or else of the type.</summary>
    internal Location LocationOf(AttributeData attribute, string? argument = null) => PolicyAttributeLocation.Of(attribute, argument, CancellationToken) ?? Type.Locations[0];

    internal void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One method with <c>[ReplacesFile]</c>.</summary>
internal readonly struct ReplacedFileContext(SymbolAnalysisContext context, ReplacedFile file)
{
    internal ReplacedFile File { get; } = file;

    internal IMethodSymbol Method => File.Method;

    /// <summary>Gets the location of an argument, or else of the attribute, or else of the method.</summary>
    internal Location LocationOf(AttributeData attribute, string? argument = null) =>
        PolicyAttributeLocation.Of(attribute, argument, context.CancellationToken) ?? Method.Locations[0];

    internal void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers;

/// <summary>The code of one method in source.</summary>
internal readonly struct MethodBodyContext(SemanticModelAnalysisContext context, IMethodSymbol symbol, IBlockOperation block)
{
    internal IMethodSymbol Symbol { get; } = symbol;

    /// <summary>The options for the file with the code.</summary>
    internal AnalyzerConfigOptions Options => context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.SemanticModel.SyntaxTree);

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>All operations of the code, outermost first.</summary>
    internal IEnumerable<IOperation> Operations => block.DescendantsAndSelf();

    internal void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);
}

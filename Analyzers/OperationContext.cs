using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>One use of a method: a call of it, or a reference to it.</summary>
internal readonly struct OperationContext
{
    private readonly Action<Diagnostic> _report;

    internal OperationContext(SemanticModelAnalysisContext context, IOperation operation)
    {
        Operation = operation;
        Caller = MemberAround(context.SemanticModel, operation.Syntax.SpanStart, context.CancellationToken);
        CancellationToken = context.CancellationToken;
        _report = context.ReportDiagnostic;
    }

    internal OperationContext(OperationAnalysisContext context)
    {
        Operation = context.Operation;
        Caller = context.ContainingSymbol;
        CancellationToken = context.CancellationToken;
        _report = context.ReportDiagnostic;
    }

    /// <summary>The call (ordinary or dynamic), or the reference to the method.</summary>
    internal IOperation Operation { get; }

    /// <summary>The member whose code has the use. Not a lambda or local function.</summary>
    internal ISymbol? Caller { get; }

    internal CancellationToken CancellationToken { get; }

    internal void Report(Diagnostic diagnostic) => _report(diagnostic);

    private static ISymbol? MemberAround(SemanticModel model, int position, CancellationToken cancellation)
    {
        var symbol = model.GetEnclosingSymbol(position, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }
}

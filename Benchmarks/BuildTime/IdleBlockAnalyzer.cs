using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>
/// Looks at each method and at the operations of its body, as most analyzers do, and reports nothing. The compiler loads it from this
/// assembly, together with <see cref="IdleGenerator"/>.
/// </summary>
#pragma warning disable RS1036, RS1041 // Only the compiler of the running SDK loads it.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IdleBlockAnalyzer : DiagnosticAnalyzer
#pragma warning restore RS1036, RS1041
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [new("IDLE002", "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static _ => { }, SymbolKind.Method);
        context.RegisterOperationBlockAction(static _ => { });
    }
}

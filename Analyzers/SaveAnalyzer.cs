using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers;

/// <summary>The base of the rules for files that are saved (IOP5xx, except IOP512). They need no attribute and no reference to IoPolicy.</summary>
public abstract class SaveAnalyzer(params DiagnosticDescriptor[] rules) : PolicyAnalyzer(rules)
{
    /// <summary>Whether the rule is about data that a crash of the machine loses. If so, it reports nothing in tests and build tools.</summary>
    private protected virtual bool IsAboutCrashes => true;

    private protected sealed override bool AppliesTo(Compilation compilation) => !IsAboutCrashes || !TestCode.IsTestProject(compilation);

    protected sealed override void Start(CompilationStartAnalysisContext context)
    {
        var analysis = SaveAnalysis.Of(context.Compilation);
        context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var project);
        context.RegisterSemanticModelAction(model =>
        {
            // All rules share one scan of the text, which shows that most files have no method to check.
            var methods = analysis.In(model.SemanticModel, model.CancellationToken);
            if (methods.IsEmpty || (IsAboutCrashes && TestCode.IsTestOrBuildTool(model.SemanticModel.SyntaxTree.FilePath, project)))
            {
                return;
            }

            foreach (var method in methods)
            {
                Check(method, new SaveReport(model));
            }
        });
    }

    /// <summary>Reports the findings of one method.</summary>
    private protected abstract void Check(SavedFiles method, SaveReport report);

    /// <summary>Gets the name of the called method for a message, such as <c>File.Move</c>.</summary>
    private protected static string NameOf(IOperation call) => call is IInvocationOperation { TargetMethod: var method } ? $"{method.ContainingType.Name}.{method.Name}" : call.Syntax.ToString();
}

/// <summary>Reports the findings in one source file.</summary>
internal readonly struct SaveReport(SemanticModelAnalysisContext context)
{
    /// <summary>Whether the project requires saves that survive a power loss.</summary>
    internal bool IsDurabilityRequired => DurabilityOption.IsRequired(context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.SemanticModel.SyntaxTree));

    internal CancellationToken Cancellation => context.CancellationToken;

    internal Compilation Compilation => context.SemanticModel.Compilation;

    /// <summary>Reports a finding with the severity of the rule.</summary>
    internal void Report(DiagnosticDescriptor rule, IOperation place, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, place.Syntax.GetLocation(), arguments));

    /// <summary>Reports a finding with a second place that the code fix needs. <paramref name="other"/> is null if there is no fix.</summary>
    internal void ReportWith(DiagnosticDescriptor rule, IOperation place, IOperation? other, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(
            rule,
            place.Syntax.GetLocation(),
            other is null || other.Syntax.SyntaxTree != place.Syntax.SyntaxTree ? [] : [other.Syntax.GetLocation()],
            arguments));

    /// <summary>Reports the suggestion, or the same rule as a warning if the durability option is set.</summary>
    internal void Report(DiagnosticDescriptor suggestion, DiagnosticDescriptor raised, IOperation place, params object?[] arguments) =>
        Report(IsDurabilityRequired ? raised : suggestion, place, arguments);

    /// <summary>Reports a finding with a lower severity than the rule's, unless the durability option is set.</summary>
    internal void ReportUnlessRequired(DiagnosticDescriptor rule, DiagnosticSeverity severity, IOperation place, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(
            rule, place.Syntax.GetLocation(), IsDurabilityRequired ? rule.DefaultSeverity : severity, additionalLocations: null, properties: null, arguments));
}

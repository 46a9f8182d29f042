using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP305: code with a policy for opened files opens one by a constructor, which the compiler cannot intercept.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConstructedStreamAnalyzer() : PolicyAnalyzer(ConstructedStream)
{
    private static readonly DiagnosticDescriptor ConstructedStream = new(
        RuleIdentifiers.ConstructedStream,
        title: "A constructor opens a file that the policy does not cover",
        messageFormat: "{0} of '{1}' does not cover this {2}, because the compiler cannot intercept a constructor. Open the file with {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy for opened files covers the calls of File and FileInfo in its code. The compiler cannot intercept a constructor.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ConstructedStream));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOpenedCode(context, static (model, code) =>
    {
        foreach (var creation in FileCreation.In(code, model.SemanticModel, model.CancellationToken))
        {
            if (creation.Scope.PolicyFor(creation.IsCoveredBy) is { } policy)
            {
                model.ReportDiagnostic(Diagnostic.Create(
                    ConstructedStream,
                    creation.Syntax.GetLocation(),
                    PolicyNames.Bracketed(policy.Kind),
                    creation.Scope.Name,
                    creation.Constructor.ContainingType.Name,
                    creation.Row.Replacement));
            }
        }
    });
}

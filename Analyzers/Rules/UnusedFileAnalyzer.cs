using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP105: a method with a policy never uses the parameter that is its file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedFileAnalyzer() : PolicyAnalyzer(UnusedFile)
{
    private static readonly DiagnosticDescriptor UnusedFile = new(
        RuleIdentifiers.UnusedFile,
        title: "The method does not use the file",
        messageFormat: "'{0}' has {1} but never uses '{2}'. Move the attribute to the method that reads or writes the file.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy is about the pages that the I/O of its own method leaves in the page cache.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnusedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, attribute) in body.Policies)
        {
            // An override can use the file under the same policy.
            if (!Overrides.CanBeOverridden(body.Body)
                && FileCandidates.Find(body.Method, options.File) is [var candidate]
                && FileCandidates.ParameterOf(body.Method, candidate) is { } parameter
                && body.Body.Parameters[parameter.Ordinal] is var file
                && !body.Operations.Any(operation => Touches(operation, file)))
            {
                body.Report(Diagnostic.Create(UnusedFile, body.LocationOf(attribute), body.Method.Name, PolicyNames.Bracketed(options.Kind), candidate.Name));
            }
        }
    });

    /// <summary>
    /// Whether the operation names the parameter, or throws, because a method that is not written yet throws. Code that does
    /// not compile counts as a use.
    /// </summary>
    private static bool Touches(IOperation operation, IParameterSymbol file) => operation switch
    {
        IParameterReferenceOperation reference => FileOperations.Is(reference.Parameter, file),
        IThrowOperation => true,
        IInvalidOperation => true,
        _ => false,
    };
}

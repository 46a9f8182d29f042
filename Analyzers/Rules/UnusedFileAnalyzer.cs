using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP105: a method with a policy never touches the parameter that is its file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedFileAnalyzer() : PolicyAnalyzer(UnusedFile)
{
    private static readonly DiagnosticDescriptor UnusedFile = new(
        RuleIdentifiers.UnusedFile,
        title: "The method never touches the file",
        messageFormat: "'{0}' carries {1} but never touches '{2}': put the policy on the method that reads or writes it",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy is about what the method's own I/O leaves in the page cache.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnusedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, attribute) in body.Policies)
        {
            // What an override does with the file runs under the same policy.
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
    /// The parameter is named; or the method is not written yet, or refuses: its code is to throw. Code that does not
    /// compile may mean anything.
    /// </summary>
    private static bool Touches(IOperation operation, IParameterSymbol file) => operation switch
    {
        IParameterReferenceOperation reference => FileOperations.Is(reference.Parameter, file),
        IThrowOperation => true,
        IInvalidOperation => true,
        _ => false,
    };
}

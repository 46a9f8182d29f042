using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP209: a method with a drop policy returns a lazy sequence over its file. The advice comes before the read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LazySequenceAnalyzer() : PolicyAnalyzer(LazySequence)
{
    private static readonly DiagnosticDescriptor LazySequence = new(
        RuleIdentifiers.LazySequence,
        title: "The method returns a lazy sequence over the file",
        messageFormat: "{0} on '{1}' acts before '{2}' is read, because the returned sequence is lazy. Return a list or array, or put the attribute on the method that reads the sequence.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A LINQ query reads the file when its sequence is enumerated, after the method has returned.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.LazySequence));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, _) in body.Policies)
        {
            // IOP005 reports an iterator.
            if (options.Kind != PolicyKind.HeaderOnly
                && !body.Body.IsIterator
                && FileCandidates.Find(body.Method, options) is [{ Place: not FilePlace.Result } candidate]
                && FileOf(body, options, candidate) is { } file
                && new LazySequences(body.Operations, file).FirstReturned() is { } returned)
            {
                body.Report(Diagnostic.Create(LazySequence, returned.GetLocation(), PolicyNames.Bracketed(options.Kind), body.Method.Name, candidate.Name));
            }
        }
    });

    private static ISymbol? FileOf(PolicyBodyContext body, PolicyOptions options, FileCandidate candidate) =>
        candidate.Kind == FileKind.Path && FileCandidates.ParameterOf(body.Method, candidate) is { } path ? body.Body.Parameters[path.Ordinal] : body.FileOf(options);
}

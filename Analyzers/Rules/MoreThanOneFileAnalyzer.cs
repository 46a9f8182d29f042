using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP002: a policy on a method with more than one file, that does not say which.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MoreThanOneFileAnalyzer() : PolicyAnalyzer(MoreThanOneFile)
{
    /// <summary>The property of the diagnostic that lists the candidates' names, for the code fix.</summary>
    internal const string Candidates = "candidates";

    private static readonly DiagnosticDescriptor MoreThanOneFile = new(
        RuleIdentifiers.MoreThanOneFile,
        "A policy needs to know which file",
        "{0} on '{1}' can be about {2}: name the file with File = nameof(...)",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Where a method has more than one file, the attribute's File option says which one the policy is about.",
        RuleHelp.UriOf(RuleIdentifiers.MoreThanOneFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            var candidates = FileCandidates.Find(method.Method, options.File);
            if (candidates.Length > 1 && options.File is null)
            {
                var names = candidates.Select(candidate => candidate.Name).ToImmutableArray();
                method.Report(Diagnostic.Create(
                    MoreThanOneFile,
                    method.LocationOf(attribute),
                    ImmutableDictionary<string, string?>.Empty.Add(Candidates, string.Join(",", names)),
                    PolicyWords.AttributeOf(options.Kind),
                    method.Method.Name,
                    Listed(names)));
            }
        }
    });

    private static string Listed(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(names.Length - 1).Select(name => $"'{name}'")) + $" or '{names[names.Length - 1]}'";
}

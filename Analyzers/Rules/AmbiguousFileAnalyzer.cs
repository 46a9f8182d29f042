using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP002: a policy on a method with more than one file, that does not say which.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AmbiguousFileAnalyzer() : PolicyAnalyzer(AmbiguousFile)
{
    /// <summary>
    /// The property of the diagnostic that lists, for the code fix, the names of the candidates that the policy can be
    /// about: those that the method reads or writes as the policy says; all of them where none is.
    /// </summary>
    internal const string Candidates = "candidates";

    private static readonly DiagnosticDescriptor AmbiguousFile = new(
        RuleIdentifiers.AmbiguousFile,
        title: "A policy needs to know which file",
        messageFormat: "{0} on '{1}' can be about {2}: name the file with File = nameof(...)",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Where a method has more than one file, the attribute's File option says which one the policy is about.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.AmbiguousFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, method =>
    {
        var analysis = ByteBoundAnalysis.Of(method.Compilation);
        foreach (var (options, attribute) in method.Policies)
        {
            var candidates = FileCandidates.Find(method.Method, options.File);
            if (candidates.Length > 1 && options.File is null)
            {
                var names = candidates.Select(static candidate => candidate.Name).ToImmutableArray();
                var fitting = candidates.Where(candidate => Fits(method, options, candidate, analysis)).Select(static candidate => candidate.Name).ToList();
                method.Report(Diagnostic.Create(
                    AmbiguousFile,
                    method.LocationOf(attribute),
                    ImmutableDictionary<string, string?>.Empty.Add(Candidates, string.Join(",", fitting.Count > 0 ? fitting : names)),
                    PolicyNames.Bracketed(options.Kind),
                    method.Method.Name,
                    Listed(names)));
            }
        }
    });

    /// <summary>Whether the policy on this file would raise none of IOP101 to IOP105.</summary>
    private static bool Fits(PolicyMethodContext method, PolicyOptions options, FileCandidate file, ByteBoundAnalysis analysis)
    {
        if (analysis.Analyze(WrappedBody.Of(method.Method), path: null, method.CancellationToken) is not { } all
            || analysis.Analyze(method.Method, file, method.CancellationToken) is not { } bounds)
        {
            return true;
        }

        return all.Files.Any(touched => touched.Name == file.Name) && options.Kind switch
        {
            PolicyKind.DropAfterFullRead => bounds.Read.Amount != Amount.None && !HeaderThreshold.IsHeader(bounds, HeaderThreshold.Of(method.Options)),
            PolicyKind.DropAfterFullWrite => bounds.Written.Amount != Amount.None,
            _ => bounds.Read.Amount is { IsConstant: true, Bytes: > 0 },
        };
    }

    private static string Listed(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(names.Length - 1).Select(name => $"'{name}'")) + $" or '{names[names.Length - 1]}'";
}

using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP002: a policy on a method with more than one file, and no <c>File</c> option.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AmbiguousFileAnalyzer() : PolicyAnalyzer(AmbiguousFile, AmbiguousParameter)
{
    /// <summary>
    /// The diagnostic property with the names that the code fix offers: the candidates that the method reads or writes
    /// as the policy expects, or all candidates if no candidate fits.
    /// </summary>
    internal const string Candidates = "candidates";

    private static readonly DiagnosticDescriptor AmbiguousFile = new(
        RuleIdentifiers.AmbiguousFile,
        title: "The policy can mean more than one file",
        messageFormat: "{0} on '{1}' can mean {2}. Name the file with File = nameof(...).",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "If a method has more than one file, the File option of the attribute must name the file of the policy.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.AmbiguousFile));

    private static readonly DiagnosticDescriptor AmbiguousParameter = new(
        RuleIdentifiers.AmbiguousFile,
        title: AmbiguousFile.Title,
        messageFormat: "{0} on '{1}' can mean {2}. Name the parameter with File.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: AmbiguousFile.Description,
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.AmbiguousFile));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, Check);
        ForEachAssemblyPolicy(context, static policy =>
        {
            foreach (var method in policy.Policy.Methods)
            {
                if (FileCandidates.Find(method, policy.Options) is { Length: > 1 } candidates)
                {
                    policy.Report(Diagnostic.Create(
                        AmbiguousParameter, policy.LocationOf(), policy.Name, method.Name, Listed([.. candidates.Select(static candidate => candidate.Name)])));
                    break;
                }
            }
        });
    }

    private static void Check(PolicyMethodContext method)
    {
        var analysis = ByteBoundAnalysis.Of(method.Compilation);
        foreach (var (options, attribute) in method.Policies)
        {
            var candidates = FileCandidates.Find(method.Method, options);
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
    }

    /// <summary>
    /// Whether the method uses this file as the policy expects: more than a header is read, the file is written, or <c>[HeaderOnly]</c>
    /// reads a constant number of bytes. True for unknown code.
    /// </summary>
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

using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP404: a policy that could have automatic windows has no windows. The message gives the reason.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoDropBehindAnalyzer() : PolicyAnalyzer(NoDropBehind)
{
    private static readonly DiagnosticDescriptor NoDropBehind = new(
        RuleIdentifiers.NoDropBehind,
        title: "The pages are dropped once, at the end",
        messageFormat: "{0} on '{1}' drops the pages once, at the end, because {2}. Change this, or set WindowBytes = 0 if it is intended.",
        RuleHelp.Category,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        description: "Windows bound the peak of cached pages. They are automatic if the method provably keeps the stream to itself.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NoDropBehind));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method =>
        {
            foreach (var (options, attribute) in method.Policies)
            {
                if (Describe(method.Compilation, method.Method, options, method.LocationOf(attribute), method.CancellationToken) is { } report)
                {
                    method.Report(report);
                }
            }
        });
        ForEachAssemblyPolicy(context, static policy =>
        {
            if (policy.Policy.Methods.Select(method => Describe(policy.Compilation, method, policy.Options, policy.LocationOf(), policy.CancellationToken)).FirstOrDefault(static report => report is not null) is { } found)
            {
                policy.Report(found);
            }
        });
    }

    private static Diagnostic? Describe(Compilation compilation, IMethodSymbol method, PolicyOptions options, Location location, CancellationToken cancellation)
    {
        if (!options.HasAutomaticWindow || FileCandidates.Find(method, options) is not [{ Place: not FilePlace.Result } file])
        {
            return null;
        }

        var why = !FileCandidates.IsWrappable(method, file)
            ? UnwrappableFile.WhyNot(file)
            : WindowDecision.Obstacles(compilation, method, file.Name, cancellation).FirstOrDefault()?.Describe(location.SourceTree);
        return why is null ? null : Diagnostic.Create(NoDropBehind, location, PolicyNames.Bracketed(options.Kind), method.Name, why);
    }
}

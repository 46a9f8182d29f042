using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP404: a policy with automatic windows gets none. The message gives the reason.</summary>
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

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.HasAutomaticWindow && FileCandidates.Find(method.Method, options) is [{ Place: not FilePlace.Result } file])
            {
                var location = method.LocationOf(attribute);
                var why = !FileCandidates.IsWrappable(method.Method, file)
                    ? UnwrappableFile.WhyNot(file)
                    : WindowDecision.Obstacles(method.Compilation, method.Method, file.Name, method.CancellationToken).FirstOrDefault()?.Describe(location.SourceTree);
                if (why is not null)
                {
                    method.Report(Diagnostic.Create(NoDropBehind, location, PolicyNames.Bracketed(options.Kind), method.Method.Name, why));
                }
            }
        }
    });
}

using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP404: windows are left to IoPolicy, and there are none here: the drop comes once, at the end. Says why.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoDropBehindAnalyzer() : PolicyAnalyzer(NoDropBehind)
{
    private static readonly DiagnosticDescriptor NoDropBehind = new(
        RuleIdentifiers.NoDropBehind,
        title: "The drop comes once, at the end",
        messageFormat: "{0} on '{1}' drops once, at the end, without windows: {2}; change that, or set WindowBytes = 0 to say that it is meant",
        RuleHelp.Category,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        description: "With windows the peak of cached pages is bounded. They are automatic where the method is proven to keep the stream to itself.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NoDropBehind));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.HasAutomaticWindow && FileCandidates.Find(method.Method, options.File) is [var file])
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

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP204: windows are asked for on a file that the carrier cannot wrap: the drop comes once, at the end.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsupportedWindowAnalyzer() : PolicyAnalyzer(UnsupportedWindow)
{
    private static readonly DiagnosticDescriptor UnsupportedWindow = new(
        RuleIdentifiers.UnsupportedWindow,
        title: "Windows on a file that cannot be wrapped",
        messageFormat: "WindowBytes of {0} on '{1}' has no effect: {2}, so the drop comes once, at the end; leave WindowBytes out, or give the method a Stream or FileStream",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "To drop behind the method while it runs, the carrier hands it a wrapped stream, which only a parameter can be.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnsupportedWindow));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.WindowBytes >= PolicyOptions.SmallestWindow
                && FileCandidates.Find(method.Method, options.File) is [var file]
                && !FileCandidates.IsWrappable(method.Method, file))
            {
                method.Report(Diagnostic.Create(
                    UnsupportedWindow,
                    method.LocationOf(attribute, nameof(PolicyOptions.WindowBytes)),
                    PolicyNames.Bracketed(options.Kind),
                    method.Method.Name,
                    UnwrappableFile.WhyNot(file)));
            }
        }
    });
}

using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP205: windows are asked for by number, and the body keeps, casts or hands out the stream, or takes its handle: the
/// wrapper that it is given outlives the call, or the I/O goes past it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EscapingStreamAnalyzer() : PolicyAnalyzer(EscapingStream)
{
    private static readonly DiagnosticDescriptor EscapingStream = new(
        RuleIdentifiers.EscapingStream,
        title: "Windows on a stream that the method does not keep to itself",
        messageFormat: "{4} of {0} hands '{1}' a wrapped stream, but {2}; {5}, or work on '{3}' alone",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The wrapper that drops behind a method works while the method runs, and sees only what goes through it.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.EscapingStream));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.RequestedWindow > 0
                && FileCandidates.Find(method.Method, options.File) is [var file]
                && FileCandidates.IsWrappable(method.Method, file)
                && WindowDecision.Obstacles(method.Compilation, method.Method, file.Name, method.CancellationToken).FirstOrDefault(static found => found.IsProven) is { Place: { } place } obstacle)
            {
                var option = options.WindowBytes > 0 ? nameof(options.WindowBytes) : nameof(options.Mode);
                var location = method.LocationOf(attribute, option);
                method.Report(Diagnostic.Create(
                    EscapingStream,
                    location,
                    [place.GetLocation()],
                    PolicyNames.Bracketed(options.Kind),
                    method.Method.Name,
                    obstacle.Describe(location.SourceTree),
                    file.Name,
                    option,
                    options.Mode == 1 ? "leave Mode out" : "set WindowBytes = 0"));
            }
        }
    });
}

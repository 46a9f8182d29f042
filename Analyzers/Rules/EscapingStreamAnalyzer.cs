using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP205: windows are requested, and the body keeps, casts or returns the stream, or uses its handle. The drop-behind
/// stream then outlives the call, or misses the I/O.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EscapingStreamAnalyzer() : PolicyAnalyzer(EscapingStream)
{
    private static readonly DiagnosticDescriptor EscapingStream = new(
        RuleIdentifiers.EscapingStream,
        title: "The body does not keep the drop-behind stream to itself",
        messageFormat: "{4} of {0} passes '{1}' a drop-behind stream, but {2}. {5}, or use only '{3}'.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A drop-behind stream works until the method returns, and it sees only the I/O that goes through it.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.EscapingStream));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.RequestedWindow > 0
                && FileCandidates.Find(method.Method, options) is [var file]
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
                    options.Mode == DropBehindMode.Uncached ? "Remove Mode" : "Set WindowBytes = 0"));
            }
        }
    });
}

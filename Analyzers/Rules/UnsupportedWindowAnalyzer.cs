using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP204: windows are requested for a file that the wrapper cannot replace by a drop-behind stream. A path is not reported, because a
/// thread of the runtime advances its windows.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsupportedWindowAnalyzer() : PolicyAnalyzer(UnsupportedWindow)
{
    private static readonly DiagnosticDescriptor UnsupportedWindow = new(
        RuleIdentifiers.UnsupportedWindow,
        title: "WindowBytes on a file that cannot be wrapped",
        messageFormat: "WindowBytes of {0} on '{1}' has no effect because {2}. Remove WindowBytes, or give the method a Stream, a FileStream or a path.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Windows need a drop-behind stream, which the wrapper can pass only as a parameter, or a path.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnsupportedWindow));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, Check);
        ForEachAssemblyPolicy(context, static policy =>
        {
            foreach (var method in policy.Policy.Methods)
            {
                if (ObstacleFor(method, policy.Options) is { } file)
                {
                    policy.Report(Diagnostic.Create(
                        UnsupportedWindow, policy.LocationOf(nameof(PolicyOptions.WindowBytes)), policy.Name, method.Name, UnwrappableFile.WhyNot(file)));
                    break;
                }
            }
        });
    }

    private static void Check(PolicyMethodContext method)
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (ObstacleFor(method.Method, options) is { } file)
            {
                method.Report(Diagnostic.Create(
                    UnsupportedWindow,
                    method.LocationOf(attribute, nameof(PolicyOptions.WindowBytes)),
                    PolicyNames.Bracketed(options.Kind),
                    method.Method.Name,
                    UnwrappableFile.WhyNot(file)));
            }
        }
    }

    /// <summary>Gets the file that no drop-behind stream can replace. Null if windows were not requested, or are possible.</summary>
    private static FileCandidate? ObstacleFor(IMethodSymbol method, PolicyOptions options) =>
        options.WindowBytes >= PolicyOptions.SmallestWindow
        && FileCandidates.Find(method, options) is [{ Place: not FilePlace.Result } file]
        && file.Kind != FileKind.Path
        && !FileCandidates.IsWrappable(method, file)
            ? file
            : null;
}

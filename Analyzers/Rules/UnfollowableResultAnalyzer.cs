using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP210: the file of a policy is a result that no drop-behind stream can replace.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnfollowableResultAnalyzer() : PolicyAnalyzer(UnfollowableResult)
{
    private static readonly DiagnosticDescriptor UnfollowableResult = new(
        RuleIdentifiers.UnfollowableResult,
        title: "The policy cannot follow the result",
        messageFormat: "{0} on '{1}' has no effect because {2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy on a result lasts until the caller disposes of the result. The wrapper returns a stream that drops behind itself, so the result must be a Stream or FileStream.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnfollowableResult));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, Check);
        ForEachAssemblyPolicy(context, static policy =>
        {
            foreach (var method in policy.Policy.Methods)
            {
                if (InterceptableMethods.IsUnfollowable(method, policy.Options) && FileCandidates.Find(method, policy.Options) is [var file])
                {
                    var (reason, _) = Describe(method, file);
                    policy.Report(Diagnostic.Create(UnfollowableResult, policy.LocationOf(), policy.Name, method.Name, reason, "Use DropBehindFile or PageCache.Drop in the caller"));
                    break;
                }
            }
        });
    }

    private static void Check(PolicyMethodContext method)
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (InterceptableMethods.IsUnfollowable(method.Method, options) && FileCandidates.Find(method.Method, options) is [var file])
            {
                var (reason, action) = Describe(method.Method, file);
                method.Report(Diagnostic.Create(
                    UnfollowableResult, method.LocationOf(attribute), PolicyNames.Bracketed(options.Kind), method.Method.Name, reason, action));
            }
        }
    }

    private static (string Reason, string Action) Describe(IMethodSymbol method, FileCandidate file) => file.Kind switch
    {
        _ when method.RefKind != RefKind.None && ResultFiles.OutParameterOf(method, file.Name) is null => ("the result is a reference to a variable", "Return the file by value"),
        FileKind.SafeFileHandle => ("a handle cannot drop behind itself", "Return a FileStream, or let the caller use DropBehindFile"),
        FileKind.BinaryReader or FileKind.BinaryWriter => ($"the result is a {file.Kind}, which already has its stream", "Return the FileStream"),
        _ => ("a drop-behind stream does not have the type of the result", "Return a FileStream or Stream"),
    };
}

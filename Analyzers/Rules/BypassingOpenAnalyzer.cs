using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP306: code with a policy for opened files uses a member that opens one in a way that cannot be intercepted.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BypassingOpenAnalyzer() : PolicyAnalyzer(BypassingOpen)
{
    private static readonly DiagnosticDescriptor BypassingOpen = new(
        RuleIdentifiers.BypassingOpen,
        title: "A use of a member that opens a file bypasses the policy",
        messageFormat: "{0} of '{1}.{2}' bypasses {3} of '{4}' because {5}. {6}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy for opened files covers the direct calls of File and FileInfo in its code.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.BypassingOpen));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOpenedCode(context, static (model, code) =>
    {
        foreach (var use in OpenerUse.In(code, model.SemanticModel, model.CancellationToken))
        {
            if (use.Opener.Form != OpenerForm.Handle
                && use.Scope.PolicyFor(use.Opener.IsCoveredBy) is { } policy
                && Describe(use, model.SemanticModel, model.CancellationToken) is var (subject, reason, action))
            {
                model.ReportDiagnostic(Diagnostic.Create(
                    BypassingOpen, use.Name.GetLocation(), subject, use.Method.ContainingType.Name, use.Method.Name, PolicyNames.Bracketed(policy.Kind), use.Scope.Name, reason, action));
            }
        }
    });

    private static (string Subject, string Reason, string Action)? Describe(OpenerUse use, SemanticModel model, CancellationToken cancellation)
    {
        const string CallDropBehind = "Open the file in an ordinary call, and use DropBehind()";
        if (use.Call is null)
        {
            return ("This method group", "a call through a delegate cannot be intercepted", "Use a lambda that calls it");
        }

        return use.GetBypassReason(model, cancellation) switch
        {
            BypassReason.ExpressionTree => ("This call", "the expression tree would contain the interceptor", CallDropBehind),
            BypassReason.DuplicateFile => ("This call", "the compiler cannot intercept a call in one of two identical files (CS9233)", "Change one of the files"),
            BypassReason.None when model.GetInterceptableLocation(use.Call, cancellation) is null => ("This call", "the compiler cannot intercept a call here", CallDropBehind),
            _ => null,
        };
    }
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP306: code with a policy for opened files uses a member of .NET that opens a file, but the use cannot be intercepted, or generated
/// code cannot follow the file.
/// </summary>
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
        description: "A policy for opened files covers the direct calls in its code that return an open file, return the lines of a file, or open and close a file.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.BypassingOpen));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOpenedCode(context, static (model, code) =>
    {
        foreach (var use in OpenerUse.In(code, model.SemanticModel, model.CancellationToken))
        {
            if (use.Scope.PolicyFor(use.Opener.MatchesAccess) is { } policy
                && Describe(use, model.SemanticModel, model.CancellationToken) is var (subject, reason, action))
            {
                model.ReportDiagnostic(Diagnostic.Create(
                    BypassingOpen, use.Name.GetLocation(), subject, use.Method.ContainingType.Name, use.Method.Name, PolicyNames.Bracketed(policy.Kind), use.Scope.Name, reason, action));
            }
        }
    });

    private static (string Subject, string Reason, string Action)? Describe(OpenerUse use, SemanticModel model, CancellationToken cancellation)
    {
        const string Call = "This call";
        const string CallDropBehind = "Open the file in an ordinary call, and use DropBehind()";
        if (use.Opener.Form == OpenerForm.Hidden)
        {
            var (hidden, action) = Describe(use.Opener);
            return (use.Call is null ? "This method group" : Call, hidden, action);
        }

        if (use.Call is null)
        {
            return ("This method group", "a call through a delegate cannot be intercepted", "Use a lambda that calls it");
        }

        return use.GetBypassReason(model, cancellation) switch
        {
            BypassReason.ExpressionTree => (Call, "the expression tree would contain the interceptor", CallDropBehind),
            BypassReason.DuplicateFile => (Call, "the compiler cannot intercept a call in one of two identical files (CS9233)", "Change one of the files"),
            BypassReason.None when model.GetInterceptableLocation(use.Call, cancellation) is not null => null,
            _ => (Call, "the compiler cannot intercept a call here", CallDropBehind),
        };
    }

    private static (string Reason, string Action) Describe(FileOpener opener) => opener.Hidden switch
    {
        HiddenOpening.Mapped => ("the kernel does not drop mapped pages", "Name the path with File = nameof(...), and dispose of the mapping in the method"),
        HiddenOpening.Code => ("the code that it loads stays mapped", "Move the call out of the code with the policy"),
        HiddenOpening.Directory => ("it opens the files of a directory", "Name the directory with File = nameof(...), and set Recurse = true"),
        HiddenOpening.Event => ("it returns before it has closed the file", "Use the member that returns a task"),
        HiddenOpening.UnknownPath => ("the path of the file is not known here", "Use File, or call DropBehind() on the stream"),
        _ => ("the object that it returns keeps the file open", $"Open the file with File.{(opener.Reads ? "OpenRead" : "Create")}, and pass its stream"),
    };
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP307: code with a drop policy for opened files opens a handle, and the code has no wrapper, or the handle can stay open after the code
/// returns.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OpenedHandleAnalyzer() : PolicyAnalyzer(NoWrapper, StaysOpen)
{
    private const string Title = "The policy does not cover a handle";
    private const string Description =
        "A handle cannot drop behind itself, so the pages of its file are dropped when the method returns. DropBehindFile has the members of RandomAccess, and drops behind.";

    private static readonly DiagnosticDescriptor NoWrapper = new(
        RuleIdentifiers.OpenedHandle,
        Title,
        messageFormat: "{0} of '{1}' does not cover this handle, because no generated code runs after {2}. Read and write it with DropBehindFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.OpenedHandle));

    private static readonly DiagnosticDescriptor StaysOpen = new(
        RuleIdentifiers.OpenedHandle,
        Title,
        messageFormat: "{0} of '{1}' drops the pages of this handle when '{1}' returns, and the handle can be used later. Read and write it with DropBehindFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.OpenedHandle));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOpenedCode(context, static (model, code) =>
    {
        foreach (var use in OpenerUse.In(code, model.SemanticModel, model.CancellationToken))
        {
            // IOP306 reports a use that cannot be intercepted.
            if (use.Opener.Form == OpenerForm.Handle
                && use.Scope.PolicyFor(static kind => kind != PolicyKind.HeaderOnly) is { } policy
                && use.GetBypassReason(model.SemanticModel, model.CancellationToken) == BypassReason.None
                && !OpenedHandles.IsForDropBehindFile(use, code))
            {
                if (CodeWithoutWrapper(use.Scope.Owner) is { } outside)
                {
                    model.ReportDiagnostic(Diagnostic.Create(NoWrapper, use.Name.GetLocation(), PolicyNames.Bracketed(policy.Kind), use.Scope.Name, outside));
                }
                else if (OpenedHandles.Escapes(use, model.SemanticModel, model.CancellationToken))
                {
                    model.ReportDiagnostic(Diagnostic.Create(StaysOpen, use.Name.GetLocation(), PolicyNames.Bracketed(policy.Kind), use.Scope.Name));
                }
            }
        }
    });

    private static string? CodeWithoutWrapper(ISymbol owner) => owner switch
    {
        INamedTypeSymbol => "the code of a type",
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => "a constructor",
        IMethodSymbol method => WrapperObstacles.Find(method) switch
        {
            WrapperObstacle.None => null,
            WrapperObstacle.Iterator => "an iterator",
            WrapperObstacle.AsyncVoid => "an async void method",
            WrapperObstacle.Accessor or WrapperObstacle.Operator or WrapperObstacle.ExplicitImplementation => "an accessor, an operator or an explicit implementation",
            _ => "this method",
        },
        _ => null,
    };
}

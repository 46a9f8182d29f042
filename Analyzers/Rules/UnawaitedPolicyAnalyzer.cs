using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP303: the caller discards the task of a method with a policy.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedPolicyAnalyzer() : PolicyAnalyzer(Unawaited)
{
    private static readonly DiagnosticDescriptor Unawaited = new(
        RuleIdentifiers.UnawaitedPolicy,
        title: "The task of a method with a policy is not awaited",
        messageFormat: "The task of '{0}' is not awaited, so {1} runs at an unknown time and a write-back error is lost. Await the task.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The policy of an asynchronous method acts when its task completes.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnawaitedPolicy));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        ForEachOperation(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All,
            use =>
            {
                if (use.Operation is IInvocationOperation call
                    && ReturnShapes.Of(call.TargetMethod) is ReturnShape.Task or ReturnShape.TaskOfValue
                    && IsThrownAway(call)
                    && policies.Get(call) is [var policy, ..])
                {
                    use.Report(Diagnostic.Create(Unawaited, call.Syntax.GetLocation(), call.TargetMethod.Name, PolicyNames.Bracketed(policy.Kind)));
                }
            });
    }

    private static bool IsThrownAway(IOperation call)
    {
        var (inner, outer) = (call, call.Parent);
        while (outer is IConversionOperation || outer is IConditionalAccessOperation access && access.WhenNotNull == inner)
        {
            (inner, outer) = (outer, outer.Parent);
        }

        return outer is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }
}

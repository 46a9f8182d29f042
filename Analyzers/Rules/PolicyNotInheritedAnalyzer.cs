using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP302: an override or implementation runs without the policy of what it overrides; or has one of its own, carried
/// by interception, that a call which names the overridden method does not see.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyNotInheritedAnalyzer() : PolicyAnalyzer(WithoutPolicy, Bypassed, Different)
{
    /// <summary>The property that is present where the method has the policy, and calls by another name pass it by.</summary>
    internal const string IsAnnotated = "annotated";

    /// <summary>The property that is present where both have policies, and they differ: which one is right, no fix can tell.</summary>
    internal const string Differs = "differs";

    private const string Title = "An override or implementation loses the policy";
    private const string Description =
        "Attributes of policies are not inherited. A partial method applies the policy to its own body only, and an interceptor applies the policy of the method that a call names.";

    private static readonly DiagnosticDescriptor WithoutPolicy = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}' without its {3}: put the attribute on this method too, because attributes of policies are not inherited",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    private static readonly DiagnosticDescriptor Bypassed = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}', and calls through '{2}' bypass its {3}: make this method partial{4}",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    private static readonly DiagnosticDescriptor Different = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}', and calls through '{2}' use its {4} instead of {3}: put the same attribute on both",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = new MethodPolicies(context.Compilation);
        var methods = new InterceptableMethods(context.Compilation);
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        var isOff = InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        ForEachBody(context, AnnotatedNames.Of(context.Compilation, context.CancellationToken).All, body =>
        {
            var method = body.Symbol;
            if (policies.Get(method).IsEmpty
                && MethodPolicies.GetOverriddenMembers(method).FirstOrDefault(slot => !policies.Get(slot).IsEmpty) is { } slot
                && !IsNeverNamed(method, slot)
                && UsesFileWithoutPolicy(method, policies.Get(slot)[0], policies, body)
                && !IsHeaderOf(method, policies.Get(slot)[0], analysis, body))
            {
                body.Report(Diagnostic.Create(
                    WithoutPolicy, method.Locations[0], properties: null, method.Name, CommandFor(slot), NameOf(slot), PolicyNames.Bracketed(policies.Get(slot)[0].Kind)));
            }
        });

        if (!isOff)
        {
            ForEachPolicy(context, method =>
            {
                if (methods.GetBypassReason(method.Method) is not (BypassReason.NoPolicy or BypassReason.Unfinished)
                    && MethodPolicies.GetOverriddenMembers(method.Method).FirstOrDefault(slot => PassesBy(slot, policies)) is { } slot)
                {
                    method.Report(Diagnostic.Create(
                        Bypassed,
                        method.Method.Locations[0],
                        ImmutableDictionary<string, string?>.Empty.Add(IsAnnotated, "true"),
                        method.Method.Name,
                        CommandFor(slot),
                        NameOf(slot),
                        PolicyNames.Bracketed(method.Policies[0].Options.Kind),
                        slot.DeclaringSyntaxReferences.IsEmpty ? "" : $", or put the attribute on '{NameOf(slot)}' too"));
                }
                else if (MethodPolicies.GetOverriddenMembers(method.Method).FirstOrDefault(slot => IsInterceptedOtherwise(slot, method, policies, methods)) is { } other)
                {
                    method.Report(Diagnostic.Create(
                        Different,
                        method.Method.Locations[0],
                        ImmutableDictionary<string, string?>.Empty.Add(Differs, "true"),
                        method.Method.Name,
                        CommandFor(other),
                        NameOf(other),
                        PolicyNames.Bracketed(method.Policies[0].Options.Kind),
                        PolicyNames.Bracketed(policies.Get(other)[0].Kind)));
                }
            });
        }
    }

    /// <summary>A call that names the slot is not intercepted: it has no policy, or one that its own partial body carries.</summary>
    private static bool PassesBy(IMethodSymbol slot, MethodPolicies policies) =>
        policies.Get(slot).IsEmpty || InterceptableMethods.HasPartialWrapper(slot);

    /// <summary>
    /// A call that names the slot is intercepted, by a policy that this method does not have: its own is then passed by,
    /// or, where it is partial and carries its own, contradicted.
    /// </summary>
    private static bool IsInterceptedOtherwise(IMethodSymbol slot, PolicyMethodContext method, MethodPolicies policies, InterceptableMethods methods)
    {
        var (own, others) = (method.Policies.Select(static policy => policy.Options).ToList(), policies.Get(slot));
        return !others.IsEmpty
            && methods.GetBypassReason(slot) is not (BypassReason.NoPolicy or BypassReason.Unfinished)
            && (InterceptableMethods.HasPartialWrapper(method.Method)
                ? own.Any(policy => others.Any(policy.Contradicts))
                : methods.GetBypassReason(method.Method) is not (BypassReason.NoPolicy or BypassReason.Unfinished) && own.Any(policy => others.All(other => other.Kind != policy.Kind)));
    }

    /// <summary>An explicit implementation is called by the interface's name alone, and such calls are intercepted.</summary>
    private static bool IsNeverNamed(IMethodSymbol method, IMethodSymbol slot) =>
        method.MethodKind == MethodKind.ExplicitInterfaceImplementation && !InterceptableMethods.HasPartialWrapper(slot);

    /// <summary>
    /// Whether the body touches the file by other means than a call that has such a policy itself: one that only passes
    /// it on, to the base or to another implementation, loses nothing.
    /// </summary>
    private static bool UsesFileWithoutPolicy(IMethodSymbol method, PolicyOptions policy, MethodPolicies policies, MethodBodyContext body)
    {
        if (FileCandidates.Find(method, policy.File) is not [var file])
        {
            return false;
        }

        var operations = body.Operations.ToList();
        var parameter = FileCandidates.ParameterOf(method, file);
        var uses = operations.Where(operation => operation switch
        {
            IParameterReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter),
            IFieldReferenceOperation reference => file.Place == FilePlace.Field && reference.Field.Name == file.Name,
            IPropertyReferenceOperation reference => file.Place == FilePlace.Property && reference.Property.Name == file.Name,
            _ => false,
        });
        return uses.Any(use => !IsPassedOn(use, policy, policies) && !IsInNullCheck(use))
            && !operations.OfType<IInvocationOperation>().Any(call => file.Place != FilePlace.Parameter && HasPolicy(call, policy, policies));
    }

    /// <summary>Of a header alone no page is worth dropping: what is lost there is well lost, and IOP101 would want the attribute gone.</summary>
    private static bool IsHeaderOf(IMethodSymbol method, PolicyOptions policy, ByteBoundAnalysis analysis, MethodBodyContext body) =>
        policy.Kind == PolicyKind.DropAfterFullRead
        && FileCandidates.Find(method, policy.File) is [{ Place: not FilePlace.Result } file]
        && analysis.Analyze(method, file, body.CancellationToken) is { } bounds
        && HeaderThreshold.IsHeader(bounds, HeaderThreshold.Of(body.Options));

    private static bool IsPassedOn(IOperation use, PolicyOptions policy, MethodPolicies policies)
    {
        var outer = use.Parent;
        while (outer is IConversionOperation)
        {
            outer = outer.Parent;
        }

        return outer is IArgumentOperation { Parent: IInvocationOperation call } && (HasPolicy(call, policy, policies) || call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal));
    }

    private static bool IsInNullCheck(IOperation use) =>
        use.Parent is IIsPatternOperation or INameOfOperation
        || use.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }
        || use.Parent is IConversionOperation { Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } };

    private static bool HasPolicy(IInvocationOperation call, PolicyOptions policy, MethodPolicies policies) =>
        policies.Get(InterceptableCall.TargetOf(call.TargetMethod)).Any(own => own.Kind == policy.Kind);

    private static string CommandFor(IMethodSymbol slot) => slot.ContainingType.TypeKind == TypeKind.Interface ? "implements" : "overrides";

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";
}

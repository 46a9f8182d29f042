using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP302: an override or implementation runs without the policy of the overridden method. Or the override has a policy of its own that
/// an interceptor would apply, and calls through the overridden method bypass this policy.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyNotInheritedAnalyzer() : PolicyAnalyzer(WithoutPolicy, Bypassed, Different)
{
    /// <summary>The diagnostic property that is present if the override has a policy and calls through the overridden method bypass it.</summary>
    internal const string IsAnnotated = "annotated";

    /// <summary>The diagnostic property that is present if the override and the overridden method have different policies. There is no fix.</summary>
    internal const string Differs = "differs";

    private const string Title = "An override or implementation does not have the policy";
    private const string Description =
        "Attributes of policies are not inherited. A partial method applies the policy to its own body only, and an interceptor applies the policy of the method that a call names.";

    private static readonly DiagnosticDescriptor WithoutPolicy = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}' without its {3}, which is not inherited. Put the attribute on this method too.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    private static readonly DiagnosticDescriptor Bypassed = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}', and calls through '{2}' bypass its {3}. Make this method partial{4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    private static readonly DiagnosticDescriptor Different = new(
        RuleIdentifiers.PolicyNotInherited,
        Title,
        messageFormat: "'{0}' {1} '{2}', and calls through '{2}' use its {4} instead of {3}. Put the same attribute on both methods.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.PolicyNotInherited));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        var methods = InterceptableMethods.Of(context.Compilation);
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        var isOff = InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        ForEachBody(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All,
            method => policies.Get(method).IsEmpty ? MethodPolicies.GetOverriddenMembers(method).FirstOrDefault(slot => !policies.Get(slot).IsEmpty) : null,
            (body, slot) =>
            {
                var method = body.Symbol;
                var policy = policies.Get(slot)[0];
                if (!IsNeverNamed(method, slot)
                    && UsesFileWithoutPolicy(method, policy, policies, body)
                    && !IsHeaderOf(method, policy, analysis, body))
                {
                    body.Report(Diagnostic.Create(
                        WithoutPolicy, method.Locations[0], properties: null, method.Name, RelationOf(slot), NameOf(slot), PolicyNames.Bracketed(policy.Kind)));
                }
            });

        if (!isOff)
        {
            ForEachPolicy(context, method =>
            {
                if (methods.GetBypassReason(method.Method) is not (BypassReason.NoPolicy or BypassReason.Unsupported)
                    && MethodPolicies.GetOverriddenMembers(method.Method).FirstOrDefault(slot => IsNotIntercepted(slot, policies)) is { } slot)
                {
                    method.Report(Diagnostic.Create(
                        Bypassed,
                        method.Method.Locations[0],
                        ImmutableDictionary<string, string?>.Empty.Add(IsAnnotated, "true"),
                        method.Method.Name,
                        RelationOf(slot),
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
                        RelationOf(other),
                        NameOf(other),
                        PolicyNames.Bracketed(method.Policies[0].Options.Kind),
                        PolicyNames.Bracketed(policies.Get(other)[0].Kind)));
                }
            });
        }
    }

    /// <summary>
    /// Whether a call of the slot (the overridden or implemented method) is not intercepted: the slot has no policy, or is a partial
    /// method.
    /// </summary>
    private static bool IsNotIntercepted(IMethodSymbol slot, MethodPolicies policies) =>
        policies.Get(slot).IsEmpty || InterceptableMethods.HasPartialWrapper(slot);

    /// <summary>
    /// Whether a call of the slot is intercepted with a policy that this method does not have. If this method is ordinary, the call
    /// bypasses its policy. If it is partial, the two policies contradict each other.
    /// </summary>
    private static bool IsInterceptedOtherwise(IMethodSymbol slot, PolicyMethodContext method, MethodPolicies policies, InterceptableMethods methods)
    {
        var (own, others) = (method.Policies.Select(static policy => policy.Options).ToList(), policies.Get(slot));
        return !others.IsEmpty
            && methods.GetBypassReason(slot) is not (BypassReason.NoPolicy or BypassReason.Unsupported)
            && (InterceptableMethods.HasPartialWrapper(method.Method)
                ? own.Any(policy => others.Any(policy.Contradicts))
                : methods.GetBypassReason(method.Method) is not (BypassReason.NoPolicy or BypassReason.Unsupported) && own.Any(policy => others.All(other => other.Kind != policy.Kind)));
    }

    /// <summary>Whether every call of the method names the interface method, and is intercepted there.</summary>
    private static bool IsNeverNamed(IMethodSymbol method, IMethodSymbol slot) =>
        method.MethodKind == MethodKind.ExplicitInterfaceImplementation && !InterceptableMethods.HasPartialWrapper(slot);

    /// <summary>
    /// Whether the body uses the file in another way than as an argument of a call with a policy of the same kind. A method that only passes the
    /// file to the base method or to another implementation needs no policy.
    /// </summary>
    private static bool UsesFileWithoutPolicy(IMethodSymbol method, PolicyOptions policy, MethodPolicies policies, MethodBodyContext body)
    {
        if (FileCandidates.Find(method, policy) is not [var file])
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

    /// <summary>Whether the override reads only a header. It needs no drop policy, and IOP101 would report one.</summary>
    private static bool IsHeaderOf(IMethodSymbol method, PolicyOptions policy, ByteBoundAnalysis analysis, MethodBodyContext body) =>
        policy.Kind == PolicyKind.DropAfterFullRead
        && FileCandidates.Find(method, policy) is [{ Place: not FilePlace.Result } file]
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
        policies.Get(call).Any(own => own.Kind == policy.Kind);

    private static string RelationOf(IMethodSymbol slot) => slot.ContainingType.TypeKind == TypeKind.Interface ? "implements" : "overrides";

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";
}

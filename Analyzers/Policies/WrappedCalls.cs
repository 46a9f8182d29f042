using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a call always runs under the policy of the method that it names. A call can bypass the policy (IOP301), an override can
/// lack it, and its condition can be false. Thread-safe.
/// </summary>
internal sealed class WrappedCalls(Compilation compilation, bool isInterceptionOff)
{
    private readonly InterceptableMethods _methods = new(compilation);
    private readonly CallPolicyReader _policies = CallPolicyReader.Of(compilation);

    internal bool IsUnderPolicy(IInvocationOperation call)
    {
        var policies = _policies.For(InterceptableCall.TargetOf(call.TargetMethod), call.Instance?.Type);
        return !Overrides.MayRunOverride(call)
            && policies.Policies.All(static policy => policy.Options.When is null)
            && (InterceptableMethods.HasPartialWrapper(policies.Method)
                || (!isInterceptionOff && _methods.GetBypassReason(policies) == BypassReason.None && InterceptableCall.GetBypassReason(call) == BypassReason.None));
    }
}

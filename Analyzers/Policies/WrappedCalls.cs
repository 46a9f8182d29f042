using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a call surely runs under the policy of the method that it names. A call can bypass the policy (IOP301), and
/// an override need not have it. Thread-safe.
/// </summary>
internal sealed class WrappedCalls(Compilation compilation, bool isInterceptionOff)
{
    private readonly InterceptableMethods _methods = new(compilation);

    internal bool IsUnderPolicy(IInvocationOperation call)
    {
        var method = InterceptableCall.TargetOf(call.TargetMethod);
        return !Overrides.MayRunOverride(call)
            && (InterceptableMethods.HasPartialWrapper(method)
                || (!isInterceptionOff && _methods.GetBypassReason(method) == BypassReason.None && InterceptableCall.GetBypassReason(call) == BypassReason.None));
    }
}

using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Whether a call is sure to run under the policy of the method that it names. It may escape the policy (IOP301), and an
/// override that runs in the method's place need not carry it. Safe for all threads.
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

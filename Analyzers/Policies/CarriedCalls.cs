using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Whether a call is sure to run under the policy of the method that it names. It may escape the policy (IOP301), and an
/// override that runs in the method's place need not carry it. Safe for all threads.
/// </summary>
internal sealed class CarriedCalls(Compilation compilation, bool isInterceptionOff)
{
    private readonly InterceptableMethods _methods = new(compilation);

    internal bool IsCarried(IInvocationOperation call)
    {
        var method = InterceptableCall.TargetOf(call.TargetMethod);
        return !Overriding.MayRunOverride(call)
            && (InterceptableMethods.IsCarriedByItself(method)
                || (!isInterceptionOff && _methods.EscapeOf(method) == CallEscape.None && InterceptableCall.EscapeOf(call) == CallEscape.None));
    }
}

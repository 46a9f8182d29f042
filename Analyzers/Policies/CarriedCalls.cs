using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Whether a call runs under the policy of its method, or escapes it (IOP301). Safe for all threads.</summary>
internal sealed class CarriedCalls(Compilation compilation, bool isInterceptionOff)
{
    private readonly InterceptableMethods _methods = new(compilation);

    internal bool IsCarried(IInvocationOperation call)
    {
        var method = InterceptableCall.TargetOf(call.TargetMethod);
        return InterceptableMethods.IsCarriedByItself(method)
            || (!isInterceptionOff && _methods.EscapeOf(method) == CallEscape.None && InterceptableCall.EscapeOf(call) == CallEscape.None);
    }
}

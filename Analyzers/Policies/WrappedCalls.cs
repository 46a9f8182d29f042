using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a call surely runs under the policy of the method that it names. A call can bypass the policy (IOP301), an
/// override need not have it, and a condition can be false. Thread-safe.
/// </summary>
internal sealed class WrappedCalls(Compilation compilation, bool isInterceptionOff)
{
    private readonly InterceptableMethods _methods = new(compilation);

    internal bool IsUnderPolicy(IInvocationOperation call)
    {
        var method = InterceptableCall.TargetOf(call.TargetMethod);
        return !Overrides.MayRunOverride(call)
            && PolicyReader.Read(method.PartialDefinitionPart ?? method).All(static policy => policy.Options.When is null)
            && (InterceptableMethods.HasPartialWrapper(method)
                || (!isInterceptionOff && _methods.GetBypassReason(method) == BypassReason.None && InterceptableCall.GetBypassReason(call) == BypassReason.None));
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>Decides which code a use of a member can run.</summary>
internal static class Overrides
{
    /// <summary>Whether a use of the member may run other code than the member's own.</summary>
    internal static bool CanBeOverridden(ISymbol member) =>
        (member.IsVirtual || member.IsAbstract || (member.IsOverride && !member.IsSealed)) && !member.ContainingType.IsSealed && !member.ContainingType.IsValueType;

    /// <summary>Whether a call may run an override of the method that it names.</summary>
    internal static bool MayRunOverride(IInvocationOperation call) => call.IsVirtual && CanBeOverridden(call.TargetMethod);
}

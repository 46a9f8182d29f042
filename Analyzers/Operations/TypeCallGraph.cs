using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>The callers of each method of a type.</summary>
internal sealed class TypeCallGraph(INamedTypeSymbol type)
{
    private readonly Dictionary<IMethodSymbol, List<IMethodSymbol>> _callers = new(SymbolEqualityComparer.Default);

    /// <summary>Adds a call, if the called method belongs to the type.</summary>
    internal void Add(IInvocationOperation call, IMethodSymbol caller)
    {
        var callee = InterceptableCall.TargetOf(call.TargetMethod);
        if (SymbolEqualityComparer.Default.Equals(callee.ContainingType, type))
        {
            if (!_callers.TryGetValue(callee, out var callers))
            {
                _callers.Add(callee, callers = []);
            }

            callers.Add(caller.PartialDefinitionPart ?? caller);
        }
    }

    internal bool IsCalled(IMethodSymbol method) => _callers.ContainsKey(method);

    /// <summary>Whether a direct or indirect caller in the type meets the condition.</summary>
    internal bool HasCaller(IMethodSymbol method, Func<IMethodSymbol, bool> condition) =>
        HasCaller(method, condition, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method });

    private bool HasCaller(IMethodSymbol method, Func<IMethodSymbol, bool> condition, HashSet<IMethodSymbol> seen) =>
        _callers.TryGetValue(method, out var callers)
        && callers.Any(caller => seen.Add(caller) && (condition(caller) || HasCaller(caller, condition, seen)));
}

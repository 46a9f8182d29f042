using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Caches the policies of methods. Most methods belong to an assembly that does not reference IoPolicy, and cost one lookup of
/// that assembly. Thread-safe.
/// </summary>
internal sealed class MethodPolicies(Compilation compilation)
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, MethodPolicies> Instances = new();

    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _assemblies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<PolicyOptions>> _methods = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<PolicyOptions>> _needingWrapper = new(SymbolEqualityComparer.Default);
    private readonly CallPolicyReader _calls = CallPolicyReader.Of(compilation);

    /// <summary>Gets the instance that all rules share for a compilation.</summary>
    internal static MethodPolicies Of(Compilation compilation) => Instances.GetValue(compilation, static compilation => new MethodPolicies(compilation));

    /// <summary>
    /// Gets the policies that a call of the method needs, in the order of the attributes. A policy for opened files is not among them,
    /// because it works inside the method's code.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="receiver">The static type of the receiver, if it is known. An attribute of the assembly can depend on it.</param>
    internal ImmutableArray<PolicyOptions> Get(IMethodSymbol method, ITypeSymbol? receiver = null) =>
        OwnOf(method) is { IsEmpty: false } own ? own : OfAssembly(method.OriginalDefinition, receiver);

    /// <summary>
    /// Gets the policies for which a call is intercepted: those that the call needs, or else those for opened files that need a wrapper
    /// around the method (<see cref="OpenedCalls"/>).
    /// </summary>
    internal ImmutableArray<PolicyOptions> GetInterceptingPolicies(IMethodSymbol method, ITypeSymbol? receiver = null)
    {
        var declaration = (method.PartialDefinitionPart ?? method).OriginalDefinition;
        return Get(method, receiver) is { IsEmpty: false } found ? found
            : declaration.ContainingAssembly is { } assembly && _assemblies.GetOrAdd(assembly, RefersToIoPolicy) ? _needingWrapper.GetOrAdd(declaration, ReadNeedingWrapper)
            : [];
    }

    /// <summary>Gets the policies that a call needs, by its method and the static type of its receiver.</summary>
    internal ImmutableArray<PolicyOptions> Get(IInvocationOperation call) => Get(InterceptableCall.TargetOf(call.TargetMethod), call.Instance?.Type);

    /// <summary>Gets the overridden methods, nearest first, and the implemented interface methods.</summary>
    internal static IEnumerable<IMethodSymbol> GetOverriddenMembers(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            yield return overridden.OriginalDefinition;
        }

        foreach (var implemented in method.ExplicitInterfaceImplementations)
        {
            yield return implemented.OriginalDefinition;
        }

        if (method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false })
        {
            yield break;
        }

        foreach (var @interface in method.ContainingType.AllInterfaces)
        {
            foreach (var member in @interface.GetMembers(method.Name))
            {
                if (member is IMethodSymbol slot
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(slot), method))
                {
                    yield return slot.OriginalDefinition;
                }
            }
        }
    }

    private ImmutableArray<PolicyOptions> OwnOf(IMethodSymbol method) =>
        method.ContainingAssembly is { } assembly && _assemblies.GetOrAdd(assembly, RefersToIoPolicy)
            ? _methods.GetOrAdd(method.OriginalDefinition, Read)
            : [];

    private ImmutableArray<PolicyOptions> OfAssembly(IMethodSymbol method, ITypeSymbol? receiver) =>
        _calls.Assembly.IsEmpty || _calls.For(method, receiver) is not { IsOwn: false } found ? [] : [.. found.Policies.Select(static policy => policy.Options)];

    private static ImmutableArray<PolicyOptions> Read(IMethodSymbol method)
    {
        var declaration = method.PartialDefinitionPart ?? method;
        return [.. PolicyReader.Read(declaration).Select(static policy => policy.Options).Where(options => !OpenedFiles.AreTargeted(declaration, options))];
    }

    private static ImmutableArray<PolicyOptions> ReadNeedingWrapper(IMethodSymbol declaration) =>
        [.. PolicyReader.Read(declaration).Select(static policy => policy.Options).Where(options => OpenedCalls.NeedMethodWrapper(declaration, options))];

    private bool RefersToIoPolicy(IAssemblySymbol assembly) =>
        SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
        || assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static name => name.Name == PolicyNames.Namespace));
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The policies of the calls of one method. A method can have several instances, because a policy of the assembly can depend on the receiver.</summary>
/// <param name="method">The definition of the method.</param>
/// <param name="policies">The policies with their attributes.</param>
/// <param name="isOwn">Whether these are the attributes of the method itself, and not of the assembly.</param>
internal sealed class CallPolicies(IMethodSymbol method, ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies, bool isOwn)
{
    internal IMethodSymbol Method { get; } = method;

    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies { get; } = policies;

    internal bool IsOwn { get; } = isOwn;
}

/// <summary>
/// Finds the policies of calls: those of the method's attributes, or else those of the assembly's attributes. Thread-safe.
/// </summary>
internal sealed class CallPolicyReader
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, CallPolicyReader> Instances = new();

    private readonly ConcurrentDictionary<(IMethodSymbol Method, string Key), CallPolicies> _known = new(MethodAndKeyComparer.Instance);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _hasOwn = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ImmutableArray<AssemblyPolicy>> _assembly;

    private CallPolicyReader(Compilation compilation) => _assembly = new Lazy<ImmutableArray<AssemblyPolicy>>(() => Read(compilation));

    /// <summary>The attributes of the assembly, in the order of the source.</summary>
    internal ImmutableArray<AssemblyPolicy> Assembly => _assembly.Value;

    internal static CallPolicyReader Of(Compilation compilation) => Instances.GetValue(compilation, static compilation => new CallPolicyReader(compilation));

    /// <summary>
    /// Gets the policies of a call. Calls of one method with the same policies get the same instance, so callers can use it as a key.
    /// </summary>
    /// <param name="called">The method.</param>
    /// <param name="receiver">The static type of the receiver; null if there is none, or it is unknown.</param>
    internal CallPolicies For(IMethodSymbol called, ITypeSymbol? receiver)
    {
        var method = called.PartialDefinitionPart ?? called;
        if (_hasOwn.GetOrAdd(method, static method => !PolicyReader.ReadAll(method).IsEmpty))
        {
            return _known.GetOrAdd((method, ""), static key => new CallPolicies(key.Method, PolicyReader.Read(key.Method), isOwn: true));
        }

        ImmutableArray<AssemblyPolicy> covering = [.. Assembly.Where(policy => policy.Options.Method == method.Name && policy.Covers(method.OriginalDefinition, receiver))];
        return _known.GetOrAdd(
            (method, string.Join(",", covering.Select(policy => Assembly.IndexOf(policy)))),
            key => new CallPolicies(key.Method, [.. covering.Select(policy => (policy.OptionsFor(key.Method.OriginalDefinition), policy.Attribute))], isOwn: false));
    }

    /// <summary>Whether some call of the method can have a policy.</summary>
    internal bool MayHave(IMethodSymbol method) => !For(method, receiver: null).Policies.IsEmpty || Assembly.Any(policy => policy.Options.Method == method.Name);

    private static ImmutableArray<AssemblyPolicy> Read(Compilation compilation) =>
        [.. PolicyReader.Read(compilation.Assembly).Select(static policy => AssemblyPolicy.Create(policy.Options, policy.Attribute))];

    private sealed class MethodAndKeyComparer : IEqualityComparer<(IMethodSymbol Method, string Key)>
    {
        internal static readonly MethodAndKeyComparer Instance = new();

        public bool Equals((IMethodSymbol Method, string Key) x, (IMethodSymbol Method, string Key) y) =>
            x.Key == y.Key && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, string Key) value) =>
            unchecked((SymbolEqualityComparer.Default.GetHashCode(value.Method) * 31) + StringComparer.Ordinal.GetHashCode(value.Key));
    }
}

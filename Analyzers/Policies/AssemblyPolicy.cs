using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>An attribute of the assembly: a policy for the calls of a method, which can belong to another assembly.</summary>
/// <param name="Options">The options of the attribute.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Type">The definition of the type that <c>On</c> names; null if it names none.</param>
/// <param name="Named">The methods of the type with the name that <c>Method</c> gives, also inherited ones.</param>
/// <param name="Fault">Why the policy covers no call. <see cref="AssemblyPolicyFault.None"/> if it can cover some.</param>
internal sealed record AssemblyPolicy(PolicyOptions Options, AttributeData Attribute, INamedTypeSymbol? Type, ImmutableArray<IMethodSymbol> Named, AssemblyPolicyFault Fault)
{
    /// <summary>The named methods that have a file.</summary>
    internal ImmutableArray<IMethodSymbol> Methods { get; } = [.. Named.Where(method => !FileCandidates.Find(method, Options).IsEmpty)];

    internal static AssemblyPolicy Create(PolicyOptions options, AttributeData attribute)
    {
        var on = attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == nameof(PolicyOptions.On)).Value.Value as ITypeSymbol;
        if (on is null or IErrorTypeSymbol || string.IsNullOrEmpty(options.Method))
        {
            return new AssemblyPolicy(options, attribute, null, [], AssemblyPolicyFault.NoTarget);
        }

        if (on is not INamedTypeSymbol { TypeKind: not TypeKind.Delegate } type)
        {
            return new AssemblyPolicy(options, attribute, null, [], AssemblyPolicyFault.NoMethod);
        }

        var definition = type.OriginalDefinition;
        ImmutableArray<IMethodSymbol> named = [.. NamedIn(definition, options.Method!)];
        return new AssemblyPolicy(options, attribute, definition, named, type switch
        {
            { IsGenericType: true, IsUnboundGenericType: false } => AssemblyPolicyFault.ConstructedType,
            _ when named.IsEmpty => InheritedStatics(definition, options.Method!).Any() ? AssemblyPolicyFault.InheritedStatic : AssemblyPolicyFault.NoMethod,
            _ => AssemblyPolicyFault.None,
        });
    }

    /// <summary>
    /// Whether the policy covers the calls of a method definition on a receiver of the given type. The type declares the method, or the
    /// method overrides or implements a method of the type, or the type inherits the method and is the receiver's type.
    /// </summary>
    internal bool Covers(IMethodSymbol method, ITypeSymbol? receiver) =>
        Fault == AssemblyPolicyFault.None
        && (IsDeclaredByType(method) || MethodPolicies.GetOverriddenMembers(method).Any(IsDeclaredByType) || (Named.Contains(method, SymbolEqualityComparer.Default) && IsType(receiver)))
        && !FileCandidates.Find(method, OptionsFor(method)).IsEmpty;

    /// <summary>Gets the options for a method. An override can give the parameters of the named method other names.</summary>
    internal PolicyOptions OptionsFor(IMethodSymbol method) => MethodPolicies.GetOverriddenMembers(method).FirstOrDefault(IsDeclaredByType) is { } named
        ? Options with { File = OwnName(Options.File, named, method), When = OwnName(Options.When, named, method) }
        : Options;

    private static string? OwnName(string? name, IMethodSymbol named, IMethodSymbol method) =>
        named.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } parameter ? method.Parameters[parameter.Ordinal].Name : name;

    private bool IsDeclaredByType(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingType?.OriginalDefinition, Type);

    /// <summary>Whether a receiver of the static type is always an instance of the type that <c>On</c> names.</summary>
    private bool IsType(ITypeSymbol? receiver)
    {
        if (receiver is ITypeParameterSymbol parameter)
        {
            return parameter.ConstraintTypes.Any(IsType);
        }

        return receiver is not null
            && TypeFacts.WithBases(receiver).Concat(receiver.AllInterfaces).Any(type => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, Type));
    }

    private static IEnumerable<IMethodSymbol> NamedIn(INamedTypeSymbol type, string name)
    {
        foreach (var method in OrdinaryIn(type, name))
        {
            yield return method;
        }

        foreach (var inherited in Inherited(type).SelectMany(inherited => OrdinaryIn(inherited, name)))
        {
            if (!inherited.IsStatic)
            {
                yield return inherited;
            }
        }
    }

    private static IEnumerable<IMethodSymbol> InheritedStatics(INamedTypeSymbol type, string name) =>
        Inherited(type).SelectMany(inherited => OrdinaryIn(inherited, name)).Where(static method => method.IsStatic);

    private static IEnumerable<IMethodSymbol> OrdinaryIn(ITypeSymbol type, string name) => type.GetMembers(name)
        .OfType<IMethodSymbol>()
        .Where(static method => method.MethodKind == MethodKind.Ordinary)
        .Select(static method => method.OriginalDefinition);

    private static IEnumerable<ITypeSymbol> Inherited(INamedTypeSymbol type) => TypeFacts.WithInherited(type).Skip(1);
}

/// <summary>Why an attribute of the assembly covers no call.</summary>
internal enum AssemblyPolicyFault
{
    None,

    /// <summary><c>On</c> or <c>Method</c> is missing.</summary>
    NoTarget,

    /// <summary><c>On</c> names a delegate, an array or a pointer, or the type has no ordinary method with this name.</summary>
    NoMethod,

    /// <summary>The type inherits only static methods with this name. Their calls have no receiver.</summary>
    InheritedStatic,

    /// <summary><c>On</c> names one construction of a generic type.</summary>
    ConstructedType,
}

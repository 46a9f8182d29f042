using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Finds the condition of a policy: the parameter or member that its <c>When</c> names.</summary>
internal sealed class PolicyConditions(Compilation compilation)
{
    private readonly InterceptableMethods _interceptable = new(compilation);

    /// <summary>
    /// Finds the condition. A parameter hides a member of the same name, as in the body. Otherwise the nearest type that has a
    /// member of that name decides.
    /// </summary>
    internal static PolicyCondition Find(IMethodSymbol method, string name)
    {
        if (FileCandidates.ParametersOf(method).FirstOrDefault(parameter => parameter.Name == name) is { } parameter)
        {
            return new PolicyCondition(parameter, OfParameter(parameter));
        }

        return FindMember(Containing(method), name) switch
        {
            var (_, member) when OfMember(member) is not ConditionFault.None and var fault => new PolicyCondition(member, fault),
            var (_, member) when !member.IsStatic && IsStaticContext(method) => new PolicyCondition(member, ConditionFault.InstanceMember),
            var (type, member) when !IsAccessibleInside(method, type, member) => new PolicyCondition(member, ConditionFault.Inaccessible),
            var (_, member) => new PolicyCondition(member, ConditionFault.None),
            null => new PolicyCondition(null, ConditionFault.NotFound),
        };
    }

    /// <summary>Finds the condition of a policy of a type: a member of the type.</summary>
    internal static PolicyCondition Find(INamedTypeSymbol type, string name) =>
        FindMember(type, name) is var (_, member) ? new PolicyCondition(member, OfMember(member)) : new PolicyCondition(null, ConditionFault.NotFound);

    private static (ITypeSymbol Type, ISymbol Member)? FindMember(INamedTypeSymbol containing, string name)
    {
        foreach (var type in TypeFacts.WithInherited(containing))
        {
            // An overload with parameters does not hide the parameterless method.
            if (type.GetMembers(name).OrderBy(static member => member is IMethodSymbol { Parameters.Length: > 0 }).FirstOrDefault() is { } member)
            {
                return (type, member);
            }
        }

        return null;
    }

    /// <summary>Finds the condition, and decides whether the wrapper of the method can read it.</summary>
    internal PolicyCondition FindFor(IMethodSymbol method, string name) => Find(method, name) switch
    {
        { Fault: ConditionFault.None, Symbol: { } symbol } found when !_interceptable.CanReadCondition(method, symbol) => found with { Fault = ConditionFault.Inaccessible },
        var found => found,
    };

    /// <summary>
    /// Finds the condition of a policy for opened files, and decides whether the code that reads it can access it. On entry, this is the
    /// wrapper of the method. At the opening, it is the interceptor of the call that opens the file, which reads static members only.
    /// </summary>
    internal PolicyCondition FindForOpened(ISymbol owner, PolicyOptions options) => OpenedConditions.For(owner, options) switch
    {
        OpenedCondition.OnEntry => FindFor((IMethodSymbol)owner, options.When!),
        OpenedCondition.AtOpening when OpenedConditions.Find(owner, options.When!).Symbol is { } condition && !_interceptable.CanReadStatic(condition) =>
            new PolicyCondition(condition, ConditionFault.Inaccessible),
        _ => OpenedConditions.Find(owner, options.When!),
    };

    private static ConditionFault OfParameter(IParameterSymbol parameter) => parameter switch
    {
        { Type.SpecialType: not SpecialType.System_Boolean } => ConditionFault.NoBool,
        { RefKind: RefKind.Out } => ConditionFault.OutParameter,
        _ => ConditionFault.None,
    };

    private static ConditionFault OfMember(ISymbol member) => member switch
    {
        IFieldSymbol { Type.SpecialType: not SpecialType.System_Boolean } => ConditionFault.NoBool,
        IPropertySymbol { GetMethod: null } => ConditionFault.NoGetter,
        IPropertySymbol { Type.SpecialType: not SpecialType.System_Boolean } => ConditionFault.NoBool,
        IMethodSymbol { ReturnType.SpecialType: not SpecialType.System_Boolean } => ConditionFault.NoBool,
        IMethodSymbol { Parameters.Length: > 0 } or IMethodSymbol { IsGenericMethod: true } => ConditionFault.NotParameterless,
        not (IFieldSymbol or IPropertySymbol or IMethodSymbol) => ConditionFault.NotFound,
        _ => ConditionFault.None,
    };

    /// <summary>The members of an extension block belong to the containing class.</summary>
    private static INamedTypeSymbol Containing(IMethodSymbol method) => method.ContainingType is { IsExtension: true, ContainingType: { } outer } ? outer : method.ContainingType;

    private static bool IsStaticContext(IMethodSymbol method) => method.IsStatic || method.ContainingType.IsExtension;

    /// <summary>Whether the body of the method can read the member of its type, or of a base type.</summary>
    internal static bool IsAccessibleInside(IMethodSymbol method, ITypeSymbol type, ISymbol member) => Accessibilities(member).All(accessibility => accessibility switch
    {
        Accessibility.Private => SymbolEqualityComparer.Default.Equals(type, method.ContainingType) || method.ContainingType.IsExtension,
        Accessibility.Internal or Accessibility.ProtectedAndInternal => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, method.ContainingAssembly)
            || type.ContainingAssembly.GivesAccessTo(method.ContainingAssembly),
        _ => true,
    });

    private static IEnumerable<Accessibility> Accessibilities(ISymbol member) => member is IPropertySymbol { GetMethod: { } getter }
        ? [member.DeclaredAccessibility, getter.DeclaredAccessibility]
        : [member.DeclaredAccessibility];
}

/// <summary>The symbol that <c>When</c> names, and why it cannot be the condition.</summary>
/// <param name="Symbol">The parameter, field, property or method. Null if there is none.</param>
/// <param name="Fault"><see cref="ConditionFault.None"/> if the symbol can be the condition.</param>
internal readonly record struct PolicyCondition(ISymbol? Symbol, ConditionFault Fault);

/// <summary>Why a name cannot be the condition of a policy.</summary>
internal enum ConditionFault
{
    None,
    NotFound,
    NoBool,
    NotParameterless,
    NoGetter,
    OutParameter,

    /// <summary>An instance member, and the method is static.</summary>
    InstanceMember,

    /// <summary>The method's own code, or the generated code that reads the condition, cannot access the member.</summary>
    Inaccessible,
}

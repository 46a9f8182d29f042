using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The fields and properties that a dotted name such as <c>options.Path</c> leads through.</summary>
/// <param name="Parts">The parameter or member at the start, then the members. If there is a fault, only the parts before the invalid one.
/// <c>Value</c> of a nullable structure is not among them, because the wrapper tests each part for null.</param>
/// <param name="Fault"><see cref="DottedFault.None"/> if the wrapper can read each part.</param>
/// <param name="Part">The text of the invalid part.</param>
internal readonly record struct DottedFile(ImmutableArray<ISymbol> Parts, DottedFault Fault, string Part = "")
{
    internal static bool IsDotted(string? name) => name is not null && name.IndexOf('.') >= 0;

    /// <summary>Finds the parts of a name. A parameter hides a member, as in the body.</summary>
    internal static DottedFile Find(IMethodSymbol method, string name)
    {
        var names = name.Split('.');
        var parts = ImmutableArray.CreateBuilder<ISymbol>(names.Length);
        foreach (var text in names)
        {
            var previous = parts.Count == 0 ? null : TypeFacts.TypeOfVariable(parts[parts.Count - 1]);
            if (text == "Value" && IsNullable(previous))
            {
                continue;
            }

            var part = previous is null ? Root(method, text) : Member(previous, text);
            if (Check(method, part, isRoot: previous is null) is not DottedFault.None and var fault)
            {
                return new DottedFile(parts.ToImmutable(), fault, text);
            }

            parts.Add(part!);
        }

        return new DottedFile(parts.ToImmutable(), DottedFault.None);
    }

    /// <summary>Whether a value of the type can be null, so that <c>?.</c> must follow.</summary>
    internal static bool CanBeNull(ITypeSymbol? type) => type is not { IsValueType: true } || IsNullable(type);

    /// <summary>Gets the parameters of the type's primary constructor. The code of an instance method can read them.</summary>
    internal static IEnumerable<IParameterSymbol> PrimaryParameters(IMethodSymbol method) => method.IsStatic ? [] : method.ContainingType.InstanceConstructors
        .Where(static constructor => constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax))
        .SelectMany(static constructor => constructor.Parameters);

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ISymbol? Root(IMethodSymbol method, string name)
    {
        if (FileCandidates.ParametersOf(method).FirstOrDefault(parameter => parameter.Name == name) is { } parameter)
        {
            return parameter;
        }

        var containing = method.ContainingType is { IsExtension: true, ContainingType: { } outer } ? outer : method.ContainingType;
        return (Member(containing, name) is { } member && (member.DeclaredAccessibility != Accessibility.Private || Is(member.ContainingType, containing)) ? member : null)
            ?? PrimaryParameters(method).FirstOrDefault(parameter => parameter.Name == name);
    }

    private static ISymbol? Member(ITypeSymbol type, string name)
    {
        foreach (var searched in Searched(type))
        {
            if (searched.GetMembers(name).FirstOrDefault(static member => member is IFieldSymbol or IPropertySymbol) is { } member)
            {
                return member;
            }

            // A method, event or nested type hides the members of base types.
            if (searched.GetMembers(name).FirstOrDefault() is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private static IEnumerable<ITypeSymbol> Searched(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            return parameter.ConstraintTypes.SelectMany(Searched);
        }

        if (IsNullable(type))
        {
            return Searched(((INamedTypeSymbol)type).TypeArguments[0]);
        }

        return TypeFacts.WithInherited(type);
    }

    private static DottedFault Check(IMethodSymbol method, ISymbol? part, bool isRoot) => part switch
    {
        IParameterSymbol { RefKind: RefKind.Out } => DottedFault.OutParameter,
        IParameterSymbol => DottedFault.None,
        null => DottedFault.NotFound,
        IPropertySymbol { IsIndexer: true } or not (IFieldSymbol or IPropertySymbol) => DottedFault.NoFieldOrProperty,
        IPropertySymbol { GetMethod: null } => DottedFault.NoGetter,
        { IsStatic: false } when isRoot && (method.IsStatic || method.ContainingType.IsExtension) => DottedFault.InstanceMember,
        { IsStatic: true } when !isRoot => DottedFault.StaticMember,
        _ when !IsAccessible(method, part) => DottedFault.Inaccessible,
        _ => DottedFault.None,
    };

    /// <summary>Whether the code of the method can read the member.</summary>
    private static bool IsAccessible(IMethodSymbol method, ISymbol member) =>
        IsAccessible(method, member, member.DeclaredAccessibility)
        && (member is not IPropertySymbol { GetMethod: { } getter } || IsAccessible(method, member, getter.DeclaredAccessibility));

    private static bool IsAccessible(IMethodSymbol method, ISymbol member, Accessibility accessibility) => accessibility switch
    {
        Accessibility.Private => TypesAround(method).Any(type => Is(type, member.ContainingType)),
        Accessibility.Protected => IsInherited(method, member),
        Accessibility.Internal => IsInternal(method, member),
        Accessibility.ProtectedOrInternal => IsInherited(method, member) || IsInternal(method, member),
        Accessibility.ProtectedAndInternal => IsInherited(method, member) && IsInternal(method, member),
        _ => true,
    };

    private static bool IsInternal(IMethodSymbol method, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, method.ContainingAssembly)
        || (member.ContainingAssembly?.GivesAccessTo(method.ContainingAssembly) ?? false);

    private static bool IsInherited(IMethodSymbol method, ISymbol member) =>
        TypesAround(method).SelectMany(TypeFacts.WithBases).Any(type => Is(type, member.ContainingType));

    private static IEnumerable<INamedTypeSymbol> TypesAround(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private static bool Is(ITypeSymbol? left, ITypeSymbol? right) => SymbolEqualityComparer.Default.Equals(left?.OriginalDefinition, right?.OriginalDefinition);
}

/// <summary>Why the wrapper cannot read a part of a dotted name.</summary>
internal enum DottedFault
{
    None,
    NotFound,
    NoFieldOrProperty,
    NoGetter,
    OutParameter,

    /// <summary>The first part is an instance member, and the method is static.</summary>
    InstanceMember,

    /// <summary>A later part is static, so it does not belong to the part before it.</summary>
    StaticMember,

    /// <summary>The code of the method, or an interceptor, cannot access the part.</summary>
    Inaccessible,

    /// <summary>The last part is no file and no path.</summary>
    NoFile,

    /// <summary>The file is a parameter of the primary constructor, and an interceptor cannot read it.</summary>
    PrimaryParameter,
}

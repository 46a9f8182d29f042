using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The symbol that <c>[ReplacesFile]</c> names, and why it cannot be the path.</summary>
/// <param name="Symbol">The parameter, field or property with the path: the last part of a dotted name. Null if there is a fault.</param>
/// <param name="Fault"><see cref="ReplacedPathFault.None"/> if the symbol can be the path.</param>
internal readonly record struct ReplacedPath(ISymbol? Symbol, ReplacedPathFault Fault)
{
    /// <summary>The parts of a dotted name, with its fault. Null for another name.</summary>
    internal DottedFile? Dotted { get; init; }

    /// <summary>Finds the path. A parameter hides a member, and the nearest type with a member of the name decides.</summary>
    internal static ReplacedPath Find(IMethodSymbol method, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return new ReplacedPath(null, ReplacedPathFault.NotFound);
        }

        if (DottedFile.IsDotted(name))
        {
            return OfParts(DottedFile.Find(method, name!));
        }

        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } parameter)
        {
            return Result(parameter, OfParameter(parameter));
        }

        foreach (var type in TypeFacts.WithBases(method.ContainingType))
        {
            if (type.GetMembers(name!).FirstOrDefault(static member => member is IFieldSymbol or IPropertySymbol { Parameters.IsEmpty: true }) is { } member)
            {
                return Result(member, OfMember(method, type, member));
            }
        }

        return new ReplacedPath(null, ReplacedPathFault.NotFound);
    }

    private static ReplacedPath Result(ISymbol symbol, ReplacedPathFault fault) => new(fault == ReplacedPathFault.None ? symbol : null, fault);

    private static ReplacedPath OfParts(DottedFile file) => Result(
        file.Parts.LastOrDefault()!,
        file.Fault != DottedFault.None ? ReplacedPathFault.Unreadable
            : TypeFacts.TypeOfVariable(file.Parts[file.Parts.Length - 1]) is not { SpecialType: SpecialType.System_String } ? ReplacedPathFault.NoString
            : ReplacedPathFault.None) with
    { Dotted = file };

    private static ReplacedPathFault OfParameter(IParameterSymbol parameter) => parameter switch
    {
        { Type.SpecialType: not SpecialType.System_String } => ReplacedPathFault.NoString,
        { RefKind: RefKind.None or RefKind.In } => ReplacedPathFault.None,
        _ => ReplacedPathFault.ByReference,
    };

    private static ReplacedPathFault OfMember(IMethodSymbol method, ITypeSymbol type, ISymbol member) => member switch
    {
        IFieldSymbol { Type.SpecialType: not SpecialType.System_String } or IPropertySymbol { Type.SpecialType: not SpecialType.System_String } => ReplacedPathFault.NoString,
        IPropertySymbol { GetMethod: null } => ReplacedPathFault.NoGetter,
        { IsStatic: false } when method.IsStatic => ReplacedPathFault.InstanceMember,
        _ when !PolicyConditions.IsAccessibleInside(method, type, member) => ReplacedPathFault.Inaccessible,
        _ => ReplacedPathFault.None,
    };
}

/// <summary>Why a name cannot be the path of a replaced file.</summary>
internal enum ReplacedPathFault
{
    None,
    NotFound,

    /// <summary>The method cannot read a part of the dotted name.</summary>
    Unreadable,
    NoString,
    NoGetter,

    /// <summary>A <c>ref</c>, <c>ref readonly</c> or <c>out</c> parameter.</summary>
    ByReference,

    /// <summary>An instance member, and the method is static.</summary>
    InstanceMember,

    /// <summary>A private member of a base type, or an internal one of another assembly.</summary>
    Inaccessible,
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Finds the file of a policy: the file that <c>File</c> names, or else the only candidate.</summary>
internal static class FileCandidates
{
    /// <summary>
    /// A cache of the fields and readable properties of types. Each method of a type needs them, and a type can have thousands of members.
    /// </summary>
    private static readonly ConditionalWeakTable<INamedTypeSymbol, StrongBox<ImmutableArray<ISymbol>>> FileMembers = new();

    /// <summary>
    /// Finds the file of a policy; all candidates if several can be the file. Empty if the policy covers the files that the code opens
    /// (<see cref="OpenedFiles"/>).
    /// </summary>
    internal static ImmutableArray<FileCandidate> Find(IMethodSymbol method, PolicyOptions options) =>
        OpenedFiles.AreAlwaysMeant(method, options) ? [] : Find(method, options.File);

    /// <summary>
    /// Finds the candidates in the nearest place that has any: the parameters, then the accessible fields and properties of the containing
    /// type, then the parameters of its primary constructor, then the result. So a field never competes with a parameter. An <c>out</c>
    /// parameter and a tuple element are candidates only if <paramref name="named"/> names them.
    /// </summary>
    internal static ImmutableArray<FileCandidate> Find(IMethodSymbol method, string? named)
    {
        if (DottedFile.IsDotted(named))
        {
            return FindDotted(method, named!) is { } dotted ? [dotted] : [];
        }

        var parameters = ParametersOf(method)
            .Where(parameter => parameter.RefKind != RefKind.Out)
            .Select(parameter => Candidate(FilePlace.Parameter, parameter.Name, parameter.Type, isStatic: false, named));
        var found = Matching(parameters, named);
        if (found.IsEmpty && ResultFiles.FindOut(method, named) is { } output)
        {
            found = [output];
        }

        if (found.IsEmpty)
        {
            found = Matching(Members(method, named), named);
        }

        if (found.IsEmpty)
        {
            found = Matching(DottedFile.PrimaryParameters(method).Select(parameter => Candidate(FilePlace.PrimaryParameter, parameter.Name, parameter.Type, isStatic: false, named)), named);
        }

        if (found.IsEmpty && ResultFiles.Find(method, named) is { } result)
        {
            found = [result];
        }

        return found;
    }

    /// <summary>Gets the field or property of a candidate. Null for another place.</summary>
    internal static ISymbol? MemberOf(IMethodSymbol method, FileCandidate file)
    {
        for (var type = method.ContainingType; type is not null && file.Place is FilePlace.Field or FilePlace.Property; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(file.Name))
            {
                if (member is IFieldSymbol or IPropertySymbol)
                {
                    return member;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Gets the parameter of a candidate. Null for another place, and for the receiver of an extension block, which has the
    /// ordinal of the first parameter.
    /// </summary>
    internal static IParameterSymbol? ParameterOf(IMethodSymbol method, FileCandidate file) =>
        file.Place == FilePlace.Parameter ? method.Parameters.FirstOrDefault(parameter => parameter.Name == file.Name) : null;

    /// <summary>
    /// Whether the wrapper can pass a drop-behind stream in place of the file. It cannot for a by-reference parameter, because the body
    /// must get the caller's variable. It cannot for a type derived from <c>FileStream</c>, because a drop-behind stream does not have that
    /// type.
    /// </summary>
    internal static bool IsWrappable(IMethodSymbol method, FileCandidate file) =>
        file.Place == FilePlace.Parameter
        && ParametersOf(method).FirstOrDefault(parameter => parameter.Name == file.Name) is { RefKind: RefKind.None, Type: var type }
        && StreamTypes.Find(type) is { CanBeWrapped: true };

    /// <summary>Gets the parameters. The receiver of an extension block comes first, as in the static method that the compiler generates.</summary>
    internal static ImmutableArray<IParameterSymbol> ParametersOf(IMethodSymbol method) =>
        !method.IsStatic && method.ContainingType is { IsExtension: true, ExtensionParameter: { } receiver }
            ? [receiver, .. method.Parameters]
            : method.Parameters;

    private static ImmutableArray<FileCandidate> Matching(IEnumerable<FileCandidate?> candidates, string? named) =>
        [.. candidates.OfType<FileCandidate>().Where(candidate => named is null || candidate.Name == named)];

    /// <summary>Gets the candidates among the members. The nearest member of a name hides those of the base types, as in the body.</summary>
    private static IEnumerable<FileCandidate?> Members(IMethodSymbol method, string? named)
    {
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in FileMembers.GetValue(type, static type => new StrongBox<ImmutableArray<ISymbol>>([.. type.GetMembers().Where(IsReadable)])).Value)
            {
                if (IsReachable(method, type, member) && !IsHidden(method, type, member.Name))
                {
                    yield return member is IFieldSymbol field
                        ? Candidate(FilePlace.Field, field.Name, field.Type, field.IsStatic, named)
                        : Candidate(FilePlace.Property, member.Name, ((IPropertySymbol)member).Type, member.IsStatic, named);
                }
            }
        }
    }

    private static bool IsReadable(ISymbol member) => member is IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod: not null };

    /// <summary>Whether a type between the method's and the given base type has a member of the name.</summary>
    private static bool IsHidden(IMethodSymbol method, INamedTypeSymbol from, string name)
    {
        for (var type = method.ContainingType; !ReferenceEquals(type, from) && type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (IsReachable(method, type, member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the method can use the member by its simple name. An explicit interface implementation has no such name. <c>Stream.Null</c>
    /// is no file, and the <c>OutStream</c> of a <c>BinaryWriter</c> is its <c>BaseStream</c>.
    /// </summary>
    private static bool IsReachable(IMethodSymbol method, INamedTypeSymbol type, ISymbol member) =>
        !member.IsImplicitlyDeclared
        && member is not IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false }
        && !(member.Name is "Null" or "OutStream" && type.IsIn("System.IO"))
        && (member.IsStatic || !method.IsStatic)
        && (member.DeclaredAccessibility != Accessibility.Private || SymbolEqualityComparer.Default.Equals(type, method.ContainingType));

    private static FileCandidate? Candidate(FilePlace place, string name, ITypeSymbol type, bool isStatic, string? named) =>
        FileTypes.Of(type) is var (kind, conversion) && (kind != FileKind.Path || name == named)
            ? new FileCandidate(place, name, kind, isStatic) { Conversion = conversion }
            : null;

    private static FileCandidate? FindDotted(IMethodSymbol method, string name) =>
        DottedFile.Find(method, name) is { Fault: DottedFault.None, Parts: [.., var last] }
        && TypeFacts.TypeOfVariable(last) is { } type
        && FileTypes.Of(type) is var (kind, conversion)
            ? new FileCandidate(FilePlace.Dotted, name, kind) { Conversion = conversion }
            : null;
}

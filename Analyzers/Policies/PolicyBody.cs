using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// The body that the user writes for a partial method with a policy: <c>LoadCore</c> for <c>Load</c>,
/// <c>LoadCoreAsync</c> for <c>LoadAsync</c>, with the same signature.
/// </summary>
internal static class PolicyBody
{
    private const string Core = "Core";
    private const string Suffix = "Async";

    internal static string NameFor(string method) =>
        method.EndsWith(Suffix, StringComparison.Ordinal) && method.Length > Suffix.Length
            ? method.Substring(0, method.Length - Suffix.Length) + Core + Suffix
            : method + Core;

    /// <summary>Gets all names that a body may have: <c>SaveCoreAsync</c>, and <c>SaveAsyncCore</c> with <c>[ReplacesFile]</c>.</summary>
    internal static IEnumerable<string> NamesFor(string method) => [NameFor(method), method + Core];

    /// <summary>Whether the method is a partial declaration without an implementation, which the generator then implements.</summary>
    internal static bool IsNeededFor(IMethodSymbol method) =>
        method is { IsPartialDefinition: true, PartialImplementationPart: null };

    /// <summary>Gets the method with the name of the body and the signature of the declaration. Null if there is none.</summary>
    internal static IMethodSymbol? Find(IMethodSymbol method) => Find(method, NameFor(method.Name));

    /// <summary>
    /// Gets a method that looks like the body but has the wrong name: <c>LoadAsyncCore</c> in place of <c>LoadCoreAsync</c>. Null if there
    /// is none.
    /// </summary>
    internal static IMethodSymbol? FindMisnamed(IMethodSymbol method) =>
        NameFor(method.Name) != method.Name + Core ? Find(method, method.Name + Core) : null;

    private static IMethodSymbol? Find(IMethodSymbol method, string name)
    {
        foreach (var member in method.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol candidate && IsBodyOf(candidate, method))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Gets the partial method with a policy whose body this method is. Null if there is none.</summary>
    internal static IMethodSymbol? DeclarationOf(IMethodSymbol body)
    {
        if (body.MethodKind != MethodKind.Ordinary || NameOfDeclaration(body.Name) is not { } name)
        {
            return null;
        }

        foreach (var member in body.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol { IsPartialDefinition: true } method
                && IsBodyOf(body.PartialDefinitionPart ?? body, method)
                && !PolicyReader.Read(method).IsEmpty
                && InterceptableMethods.HasPartialWrapper(method))
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>Gets the name of the method whose body can have this name. Null if it is no name of a body.</summary>
    internal static string? NameOfDeclaration(string body) =>
        body.EndsWith(Core, StringComparison.Ordinal) && body.Length > Core.Length ? body.Substring(0, body.Length - Core.Length)
        : body.EndsWith(Core + Suffix, StringComparison.Ordinal) && body.Length > Core.Length + Suffix.Length ? body.Substring(0, body.Length - Core.Length - Suffix.Length) + Suffix
        : null;

    private static bool IsBodyOf(IMethodSymbol candidate, IMethodSymbol method)
    {
        if (candidate.MethodKind != MethodKind.Ordinary
            || candidate.IsStatic != method.IsStatic
            || candidate.Arity != method.Arity
            || candidate.RefKind != method.RefKind
            || candidate.Parameters.Length != method.Parameters.Length)
        {
            return false;
        }

        // With the same type parameters, List<T> of one method equals List<T> of the other.
        var body = candidate.Arity == 0 ? candidate : candidate.Construct([.. method.TypeParameters]);
        return SymbolEqualityComparer.Default.Equals(body.ReturnType, method.ReturnType)
            && HaveSameParameters(body, method)
            && ConstraintsAllow(candidate, method);
    }

    private static bool HaveSameParameters(IMethodSymbol body, IMethodSymbol method)
    {
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            var (own, wanted) = (body.Parameters[i], method.Parameters[i]);
            // A params span is implicitly scoped, and the body has an ordinary span.
            if (own.RefKind != wanted.RefKind
                || (own.ScopedKind != wanted.ScopedKind && !wanted.IsParams)
                || !SymbolEqualityComparer.Default.Equals(own.Type, wanted.Type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the constraints of the method satisfy those of the body.</summary>
    private static bool ConstraintsAllow(IMethodSymbol body, IMethodSymbol method)
    {
        for (var i = 0; i < method.Arity; i++)
        {
            var (own, given) = (body.TypeParameters[i], method.TypeParameters[i]);
            if ((own.HasReferenceTypeConstraint && !given.IsReferenceType)
                || (own.HasValueTypeConstraint && !given.HasValueTypeConstraint)
                || (own.HasUnmanagedTypeConstraint && !given.HasUnmanagedTypeConstraint)
                || (own.HasNotNullConstraint && !IsNeverNull(given))
                || (own.HasConstructorConstraint && !(given.HasConstructorConstraint || given.HasValueTypeConstraint))
                || (given.AllowsRefLikeType && !own.AllowsRefLikeType)
                || !own.ConstraintTypes.All(wanted => given.ConstraintTypes.Any(type => AreSameConstraint(wanted, type))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the constraints exclude null. <c>class?</c> and a nullable base class do not, so a call of the body would raise CS8714.</summary>
    private static bool IsNeverNull(ITypeParameterSymbol type) =>
        type.HasNotNullConstraint
        || type.IsValueType
        || (type.IsReferenceType
            && type.ReferenceTypeConstraintNullableAnnotation != NullableAnnotation.Annotated
            && !type.ConstraintNullableAnnotations.Contains(NullableAnnotation.Annotated));

    /// <summary>Compares two constraints. A type parameter of one method equals the type parameter of the other at the same position.</summary>
    private static bool AreSameConstraint(ITypeSymbol own, ITypeSymbol given) => (own, given) switch
    {
        (ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } left, ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } right) => left.Ordinal == right.Ordinal,
        (IArrayTypeSymbol left, IArrayTypeSymbol right) => left.Rank == right.Rank && AreSameConstraint(left.ElementType, right.ElementType),
        (INamedTypeSymbol { TypeArguments: var left }, INamedTypeSymbol { TypeArguments: var right }) =>
            SymbolEqualityComparer.Default.Equals(own.OriginalDefinition, given.OriginalDefinition)
            && left.Zip(right, AreSameConstraint).All(static same => same),
        _ => SymbolEqualityComparer.Default.Equals(own, given),
    };
}

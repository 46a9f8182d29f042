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

    /// <summary>Whether the generator is to implement the method: a partial declaration that nobody implements.</summary>
    internal static bool IsWantedFor(IMethodSymbol method) =>
        method is { IsPartialDefinition: true, PartialImplementationPart: null };

    /// <summary>The method that has the body's name and the declaration's signature; null where there is none.</summary>
    internal static IMethodSymbol? Find(IMethodSymbol method)
    {
        foreach (var member in method.ContainingType.GetMembers(NameFor(method.Name)))
        {
            if (member is IMethodSymbol candidate && IsBodyOf(candidate, method))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The partial method with a policy that this method is the body of; null where there is none.</summary>
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

    private static string? NameOfDeclaration(string body) =>
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

        // One set of type parameters, so that List<T> of the one is List<T> of the other.
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
            // A params span is scoped without saying so; the body takes it as an ordinary span.
            if (own.RefKind != wanted.RefKind
                || (own.ScopedKind != wanted.ScopedKind && !wanted.IsParams)
                || !SymbolEqualityComparer.Default.Equals(own.Type, wanted.Type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A body with looser constraints can be called; one with tighter constraints cannot.</summary>
    private static bool ConstraintsAllow(IMethodSymbol body, IMethodSymbol method)
    {
        for (var i = 0; i < method.Arity; i++)
        {
            var (own, given) = (body.TypeParameters[i], method.TypeParameters[i]);
            if ((own.HasReferenceTypeConstraint && !given.HasReferenceTypeConstraint)
                || (own.HasValueTypeConstraint && !given.HasValueTypeConstraint)
                || (own.HasUnmanagedTypeConstraint && !given.HasUnmanagedTypeConstraint)
                || (own.HasNotNullConstraint && !given.HasNotNullConstraint)
                || (own.HasConstructorConstraint && !given.HasConstructorConstraint)
                || (given.AllowsRefLikeType && !own.AllowsRefLikeType)
                || own.ConstraintTypes.Length > given.ConstraintTypes.Length)
            {
                return false;
            }

            for (var j = 0; j < own.ConstraintTypes.Length; j++)
            {
                if (own.ConstraintTypes[j].ToDisplayString() != given.ConstraintTypes[j].ToDisplayString())
                {
                    return false;
                }
            }
        }

        return true;
    }
}

using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>The rows that users add to the table: <c>[ReadsAtMost(n)]</c> and <c>[ReadsToEnd]</c> on a parameter.</summary>
internal static class DeclaredEffects
{
    /// <summary>
    /// Returns the effect that an attribute declares on the parameter, or on the same parameter of the overridden or implemented method,
    /// because an implementation must comply with the method that it overrides or implements.
    /// </summary>
    internal static Size? Of(IParameterSymbol parameter)
    {
        parameter = parameter.OriginalDefinition;
        if (TypeFacts.IsDotNet(parameter.ContainingSymbol))
        {
            return null;
        }

        if (Own(parameter) is not null || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method)
        {
            return Own(parameter);
        }

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (Own(overridden.OriginalDefinition.Parameters[parameter.Ordinal]) is { } declared)
            {
                return declared;
            }
        }

        return method.ContainingType.AllInterfaces
            .SelectMany(type => type.GetMembers(method.Name).OfType<IMethodSymbol>())
            .Where(member => member.Parameters.Length == method.Parameters.Length && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
            .Select(member => Own(member.OriginalDefinition.Parameters[parameter.Ordinal]))
            .FirstOrDefault(static declared => declared is not null);
    }

    private static Size? Own(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !type.IsIn("IoPolicy"))
            {
                continue;
            }

            switch (type.Name)
            {
                case "ReadsAtMostAttribute" when attribute.ConstructorArguments is [{ Value: long bytes and >= 0 }]:
                    return new Size(SizeRule.Bytes, bytes);
                case "ReadsToEndAttribute":
                    return new Size(SizeRule.ToEnd);
            }
        }

        return null;
    }
}

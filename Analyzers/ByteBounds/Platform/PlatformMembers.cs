using IoPolicy.Analyzers.ByteBounds.Evaluation;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Platform;

/// <summary>Finds the table's row for a member: its own, or that of the member it overrides.</summary>
internal static class PlatformMembers
{
    private static readonly SymbolDisplayFormat Signature = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The row, and the member that it names, whose parameters have the documented names.</summary>
    internal static (MemberEffect Effect, ISymbol Member)? Find(ISymbol member)
    {
        for (var current = member.OriginalDefinition; current is not null; current = Overridden(current)?.OriginalDefinition)
        {
            if (Types.IsPlatform(current) && PlatformTable.Find(NameOf(current)) is { } effect)
            {
                return (effect, current);
            }
        }

        return null;
    }

    /// <summary>The row of a constructor, by the type that is constructed or a base of it.</summary>
    internal static MemberEffect? FindConstructor(ITypeSymbol type) =>
        Types.IsPlatform(type) ? PlatformTable.Find("new " + type.Name) : null;

    /// <summary>The member as the table writes it: "Stream.Read(Span&lt;byte&gt;)".</summary>
    internal static string NameOf(ISymbol member) =>
        member is IPropertySymbol ? member.ContainingType.Name + "." + member.Name : member.ToDisplayString(Signature).Replace("params ", "");

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}

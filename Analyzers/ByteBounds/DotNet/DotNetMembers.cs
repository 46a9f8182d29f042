using System.Collections.Concurrent;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>Finds the table's row for a member: its own row, or the row of the member that it overrides.</summary>
/// <remarks>The text of a signature is expensive, and code uses the same few members again and again, so the answers are kept.</remarks>
internal sealed class DotNetMembers
{
    private readonly ConcurrentDictionary<ISymbol, (MemberEffect Effect, ISymbol Member)?> _found = new(SymbolEqualityComparer.Default);

    private static readonly SymbolDisplayFormat Signature = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>Returns the row, and the member that it names. The parameters of that member have the documented names.</summary>
    internal (MemberEffect Effect, ISymbol Member)? Find(ISymbol member)
    {
        member = member.OriginalDefinition;
        return _found.TryGetValue(member, out var known) ? known : _found.GetOrAdd(member, Search(member));
    }

    private static (MemberEffect Effect, ISymbol Member)? Search(ISymbol member)
    {
        for (var current = member; current is not null; current = Overridden(current)?.OriginalDefinition)
        {
            if (TypeFacts.IsDotNet(current) && (DotNetMemberTable.Find(NameOf(current)) ?? StreamConsumers.Find(current)) is { } effect)
            {
                return (effect, current);
            }
        }

        return null;
    }

    /// <summary>Returns the member's text in the table, such as "Stream.Read(Span&lt;byte&gt;)".</summary>
    internal static string NameOf(ISymbol member) =>
        member is IPropertySymbol ? member.ContainingType.Name + "." + member.Name : member.ToDisplayString(Signature).Replace("params ", "");

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}

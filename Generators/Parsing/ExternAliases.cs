using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>The references that are not under <c>global::</c>, but only under an <c>extern alias</c>.</summary>
internal sealed class ExternAliases
{
    private readonly Dictionary<IAssemblySymbol, string> _aliases = new(SymbolEqualityComparer.Default);

    internal ExternAliases(Compilation compilation)
    {
        foreach (var reference in compilation.References)
        {
            if (reference.Properties.Aliases is { IsDefaultOrEmpty: false } aliases
                && !aliases.Contains(MetadataReferenceProperties.GlobalAlias)
                && compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol assembly)
            {
                _aliases[assembly] = aliases[0];
            }
        }
    }

    /// <summary>Gets the aliases in the texts, sorted.</summary>
    internal ImmutableArray<string> UsedIn(IEnumerable<string> texts) => _aliases.Count == 0 ? [] :
    [
        .. _aliases.Values.Distinct()
            .Where(alias => texts.Any(text => text.Contains(alias + "::")))
            .OrderBy(static alias => alias, StringComparer.Ordinal),
    ];

    /// <summary>Formats a type with its full name, after the alias of its assembly.</summary>
    internal string Format(ITypeSymbol type, SymbolDisplayFormat format)
    {
        if (_aliases.Count == 0)
        {
            return type.ToDisplayString(format);
        }

        var parts = type.ToDisplayParts(format);
        return string.Concat(parts.Select((part, index) => part is { Kind: SymbolDisplayPartKind.Keyword } && part.ToString() == "global" ? AliasAt(parts, index) : part.ToString()));
    }

    /// <summary>Gets the alias of the first type after the <c>global</c> keyword.</summary>
    private string AliasAt(ImmutableArray<SymbolDisplayPart> parts, int index) =>
        parts.Skip(index).Select(static part => part.Symbol).OfType<INamedTypeSymbol>().FirstOrDefault()?.ContainingAssembly is { } assembly
        && _aliases.TryGetValue(assembly, out var alias)
            ? alias
            : "global";
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// The policy attributes and <c>[ReplacesFile]</c> in one source file, found by name. The result is cached for each syntax tree, so only an edited
/// file is scanned again. If a <c>using</c> gives an attribute another name, each compilation scans all files. Thread-safe.
/// </summary>
/// <param name="HasAttribute">Whether the file has such an attribute anywhere.</param>
/// <param name="Methods">The methods with an attribute, in the order of the file.</param>
/// <param name="Owners">The methods, constructors, accessors, types and other nodes with an attribute.</param>
/// <param name="Aliases">Other names that a <c>using</c> gives to an attribute.</param>
internal sealed record AttributeOccurrences(bool HasAttribute, ImmutableArray<MethodDeclarationSyntax> Methods, ImmutableArray<SyntaxNode> Owners, ImmutableArray<string> Aliases)
{
    private static readonly ImmutableArray<string> Attributes =
        [
            .. new[] { PolicyNames.DropPagesAfterFullRead, PolicyNames.DropPagesAfterFullWrite, PolicyNames.HeaderOnly, PolicyNames.Namespace + "." + PolicyNames.ReplacesFileAttribute }
                .SelectMany(NamesOf),
        ];

    private static readonly IdentifierScanner AttributesInText = new(Attributes);
    private static readonly AttributeOccurrences None = new(false, [], [], []);
    private static readonly ConditionalWeakTable<SyntaxTree, AttributeOccurrences> Files = new();

    /// <summary>Gets the occurrences in all files. Another attribute of the same name can be among them, but none is missing.</summary>
    internal static ImmutableArray<AttributeOccurrences> In(Compilation compilation, CancellationToken cancellation)
    {
        ImmutableArray<AttributeOccurrences> files =
        [
            .. compilation.SyntaxTrees.Select(tree => Files.TryGetValue(tree, out var known) ? known : Files.GetValue(tree, value => Find(value, AttributesInText, cancellation))),
        ];

        // global using Drop = IoPolicy.DropPagesAfterFullReadAttribute; and in another file [Drop]. An alias can have an alias
        // too.
        var names = Attributes.ToImmutableHashSet(StringComparer.Ordinal);
        while (names.Union(files.SelectMany(static file => file.Aliases)) is var more && more.Count > names.Count)
        {
            names = more;
            var withAliases = new IdentifierScanner(names);
            files = [.. compilation.SyntaxTrees.Select(tree => Find(tree, withAliases, cancellation))];
        }

        return files;
    }

    private static AttributeOccurrences Find(SyntaxTree tree, IdentifierScanner names, CancellationToken cancellation)
    {
        var result = None;
        foreach (var token in names.In(tree, cancellation))
        {
            if (token.Parent?.FirstAncestorOrSelf<AttributeSyntax>() is { Parent.Parent: { } owner })
            {
                // The attributes of one method follow each other, so a comparison with the last entry avoids duplicates.
                result = result with
                {
                    HasAttribute = true,
                    Methods = owner is MethodDeclarationSyntax method && result.Methods.LastOrDefault() != method ? result.Methods.Add(method) : result.Methods,
                    Owners = result.Owners.LastOrDefault() != owner ? result.Owners.Add(owner) : result.Owners,
                };
            }
            else if (token.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>()?.Alias is { } alias)
            {
                result = result with { Aliases = result.Aliases.Add(alias.Name.Identifier.ValueText) };
            }
        }

        return result;
    }

    /// <summary>The names as in source: with the suffix, and without it.</summary>
    private static IEnumerable<string> NamesOf(string metadataName)
    {
        const string ending = "Attribute";
        var name = metadataName.Substring(PolicyNames.Namespace.Length + 1);
        return [name, name.Substring(0, name.Length - ending.Length)];
    }
}

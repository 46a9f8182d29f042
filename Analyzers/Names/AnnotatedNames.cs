using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Names;

/// <summary>
/// The names of the methods that have a policy, in source and in references: found by text and metadata alone, so that
/// a rule knows before any code is bound where it has to look, and that it has to look nowhere in a project without
/// policies. A name may be one too many, never one too few. Safe for all threads.
/// </summary>
internal sealed class AnnotatedNames
{
    private static readonly ImmutableArray<string> Attributes =
        [.. new[] { PolicyNames.DropPagesAfterFullRead, PolicyNames.DropPagesAfterFullWrite, PolicyNames.HeaderOnly }.SelectMany(NamesOf)];

    private static readonly NamesInText AttributesInText = new(Attributes);

    private static readonly ConditionalWeakTable<Compilation, AnnotatedNames> Compilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, FileMentions> Files = new();
    private static readonly ConditionalWeakTable<MetadataReference, ImmutableHashSet<string>> References = new();

    private AnnotatedNames(bool isAnyInSource, ImmutableHashSet<string> inSource, ImmutableHashSet<string> all)
    {
        IsAnyInSource = isAnyInSource;
        InSource = inSource;
        All = all;
    }

    /// <summary>Whether the attributes stand anywhere in the source, on a method or on what cannot carry them.</summary>
    internal bool IsAnyInSource { get; }

    /// <summary>The names of the methods in source.</summary>
    internal ImmutableHashSet<string> InSource { get; }

    /// <summary>These, and the names of the methods in references.</summary>
    internal ImmutableHashSet<string> All { get; }

    /// <summary>Those of a compilation: found once, and of each file once as long as it is not edited.</summary>
    internal static AnnotatedNames Of(Compilation compilation, CancellationToken cancellation) =>
        Compilations.TryGetValue(compilation, out var known)
            ? known
            : Compilations.GetValue(compilation, value => Find(value, cancellation));

    private static AnnotatedNames Find(Compilation compilation, CancellationToken cancellation)
    {
        var files = compilation.SyntaxTrees
            .Select(tree => Files.TryGetValue(tree, out var known) ? known : Files.GetValue(tree, value => FileMentions.Find(value, AttributesInText, cancellation)))
            .ToList();
        var aliases = files.SelectMany(static file => file.Aliases).ToList();
        if (aliases.Count > 0)
        {
            // global using Drop = IoPolicy.DropPagesAfterFullReadAttribute; and in another file [Drop].
            var withAliases = new NamesInText([.. Attributes, .. aliases]);
            files = [.. compilation.SyntaxTrees.Select(tree => FileMentions.Find(tree, withAliases, cancellation))];
        }

        var inSource = files.SelectMany(static file => file.Methods).ToImmutableHashSet(StringComparer.Ordinal);
        var referenced = compilation.References.SelectMany(reference => References.TryGetValue(reference, out var known)
            ? known
            : References.GetValue(reference, value => AnnotatedReferences.Names(value, cancellation).Items.ToImmutableHashSet(StringComparer.Ordinal)));
        return new AnnotatedNames(files.Any(static file => file.HasAttribute), inSource, inSource.Union(referenced));
    }

    /// <summary>As they are written: with the ending, and without it.</summary>
    private static IEnumerable<string> NamesOf(string metadataName)
    {
        const string ending = "Attribute";
        var name = metadataName.Substring(PolicyNames.Namespace.Length + 1);
        return [name, name.Substring(0, name.Length - ending.Length)];
    }

    /// <summary>What one file says of the attributes.</summary>
    private sealed record FileMentions(bool HasAttribute, ImmutableArray<string> Methods, ImmutableArray<string> Aliases)
    {
        private static readonly FileMentions None = new(false, [], []);

        internal static FileMentions Find(SyntaxTree tree, NamesInText names, CancellationToken cancellation)
        {
            var result = None;
            foreach (var token in names.In(tree, cancellation))
            {
                if (token.Parent?.FirstAncestorOrSelf<AttributeSyntax>() is { Parent.Parent: { } owner })
                {
                    result = owner is MethodDeclarationSyntax method
                        ? result with { HasAttribute = true, Methods = result.Methods.Add(method.Identifier.ValueText) }
                        : result with { HasAttribute = true };
                }
                else if (token.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>()?.Alias is { } alias)
                {
                    result = result with { Aliases = result.Aliases.Add(alias.Name.Identifier.ValueText) };
                }
            }

            return result;
        }
    }
}

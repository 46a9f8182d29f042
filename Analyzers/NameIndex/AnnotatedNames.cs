using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// The names of the methods with a policy, in source and in references. They come from text and metadata only, so a rule knows
/// where to look before it needs a semantic model, and does not look in a project without policies. The set can have extra names, but
/// misses none. Thread-safe.
/// </summary>
internal sealed class AnnotatedNames
{
    private static readonly ConditionalWeakTable<Compilation, AnnotatedNames> Compilations = new();
    private static readonly ConditionalWeakTable<MetadataReference, ImmutableHashSet<string>> References = new();

    private AnnotatedNames(bool isAnyInSource, bool hasAssemblyPolicy, ImmutableHashSet<string> inSource, ImmutableHashSet<string> all)
    {
        IsAnyInSource = isAnyInSource;
        HasAssemblyPolicy = hasAssemblyPolicy;
        InSource = inSource;
        All = all;
    }

    /// <summary>Whether the source has a policy attribute or <c>[ReplacesFile]</c> anywhere.</summary>
    internal bool IsAnyInSource { get; }

    /// <summary>Whether the source has a policy attribute of the assembly.</summary>
    internal bool HasAssemblyPolicy { get; }

    /// <summary>The names of the methods in source.</summary>
    internal ImmutableHashSet<string> InSource { get; }

    /// <summary>The names of the methods in source, in references and in attributes of the assembly.</summary>
    internal ImmutableHashSet<string> All { get; }

    /// <summary>Gets the names of a compilation. The names of a file are kept until the file is edited.</summary>
    internal static AnnotatedNames Of(Compilation compilation, CancellationToken cancellation) =>
        Compilations.TryGetValue(compilation, out var known)
            ? known
            : Compilations.GetValue(compilation, value => Find(value, cancellation));

    private static AnnotatedNames Find(Compilation compilation, CancellationToken cancellation)
    {
        var files = AttributeOccurrences.In(compilation, cancellation);
        var inSource = files.SelectMany(static file => file.Methods).Select(static method => method.Identifier.ValueText).ToImmutableHashSet(StringComparer.Ordinal);
        var referenced = compilation.References.SelectMany(reference => References.TryGetValue(reference, out var known)
            ? known
            : References.GetValue(reference, value => ReferencedMethodNames.Names(value, cancellation).Items.ToImmutableHashSet(StringComparer.Ordinal)));
        var hasAssemblyPolicy = files.Any(static file => file.Owners.Any(static owner => owner is CompilationUnitSyntax));
        if (hasAssemblyPolicy)
        {
            referenced = referenced.Concat(CallPolicyReader.Of(compilation).Assembly.Where(static policy => policy.Fault == AssemblyPolicyFault.None).Select(static policy => policy.Options.Method!));
        }

        return new AnnotatedNames(files.Any(static file => file.HasAttribute), hasAssemblyPolicy, inSource, inSource.Union(referenced));
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Finds files with the same text as another file of the compilation. The compiler identifies a file by the hash of its text, and
/// refuses to intercept a call in such a file (CS9233). Thread-safe.
/// </summary>
internal sealed class DuplicateFiles
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, DuplicateFiles> Instances = new();

    private readonly ConcurrentDictionary<SyntaxTree, bool> _known = new();
    private readonly ILookup<int, SyntaxTree> _byLength;

    private DuplicateFiles(Compilation compilation) => _byLength = compilation.SyntaxTrees.ToLookup(static tree => tree.Length);

    internal static bool Contains(Compilation compilation, SyntaxTree tree) =>
        Instances.GetValue(compilation, static compilation => new DuplicateFiles(compilation)).Contains(tree);

    private bool Contains(SyntaxTree tree) => _known.GetOrAdd(
        tree, key => _byLength[key.Length].Any(other => other != key && other.GetText().ContentEquals(key.GetText())));
}

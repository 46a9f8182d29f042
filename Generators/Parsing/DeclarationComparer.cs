using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>
/// Treats two compilations as equal if only method bodies differ. Models depend only on declarations, so the driver keeps them
/// after an edit of a body. In a large project, binding the annotated methods again would cost many milliseconds per keystroke.
/// </summary>
/// <remarks>
/// If the comparer is unsure, it treats the compilations as different. That costs time, while the opposite could leave outdated generated code.
/// <para>
/// The driver keeps the older of two equal compilations until a declaration changes. It shares the unedited files with newer
/// compilations.
/// </para>
/// </remarks>
internal sealed class DeclarationComparer : IEqualityComparer<Compilation>
{
    internal static readonly DeclarationComparer Instance = new();

    public bool Equals(Compilation? x, Compilation? y) =>
        ReferenceEquals(x, y)
        || (x is not null
            && y is not null
            && x.AssemblyName == y.AssemblyName
            && x.Options.Equals(y.Options)
            && x.References.SequenceEqual(y.References)
            && x.SyntaxTrees.SequenceEqual(y.SyntaxTrees, FileComparer.Instance));

    public int GetHashCode(Compilation compilation) => compilation.AssemblyName?.GetHashCode() ?? 0;

    private sealed class FileComparer : IEqualityComparer<SyntaxTree>
    {
        internal static readonly FileComparer Instance = new();

        public bool Equals(SyntaxTree before, SyntaxTree after) =>
            before == after
            || (before.FilePath == after.FilePath
                && before.Options.Equals(after.Options)
                && DeclarationEquivalence.AreEquivalent(before.GetRoot(), after.GetRoot()));

        public int GetHashCode(SyntaxTree tree) => tree.FilePath.GetHashCode();
    }
}

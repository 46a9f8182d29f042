using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>
/// Takes compilations for equal that declare the same and differ in code alone. Whatever the models are made of is a
/// declaration, so the driver keeps them through an edit of a body, and no symbol is made for it: a new compilation has
/// none, and to bind the annotated methods anew costs a large project many milliseconds for each letter that is typed.
/// </summary>
/// <remarks>
/// Where in doubt, they differ: that costs time, and the other way round would emit code for a declaration that is gone.
/// <para>
/// The driver keeps the earlier of two equal compilations until a declaration changes. Its files are shared with the
/// later ones but for those that were edited; its symbols are those that generators asked for.
/// </para>
/// </remarks>
internal sealed class SameDeclarations : IEqualityComparer<Compilation>
{
    internal static readonly SameDeclarations Instance = new();

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
                && DeclarationSyntax.IsSame(before.GetRoot(), after.GetRoot()));

        public int GetHashCode(SyntaxTree tree) => tree.FilePath.GetHashCode();
    }
}

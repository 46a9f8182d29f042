using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Corpus;

/// <summary>A compilation after a policy was added to its methods that have a file.</summary>
/// <param name="Compilation">The sources with the attributes. Each line keeps its number.</param>
/// <param name="Methods">The number of methods with the attribute.</param>
internal sealed record Injection(CSharpCompilation Compilation, int Methods)
{
    /// <summary>
    /// Writes the attribute before each method of <see cref="FileMethods"/>, or before the first such method of each type. If a method has
    /// several files, <c>File</c> names the first.
    /// </summary>
    internal static Injection Of(CSharpCompilation code, PolicyKind kind, bool onePerType, CancellationToken cancellation)
    {
        var injected = code;
        var count = 0;
        var types = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var tree in code.SyntaxTrees)
        {
            var changes = FileMethods.In(code, tree, cancellation)
                .Where(method => !onePerType || types.Add(method.Symbol.ContainingType))
                .Select(method => new TextChange(new TextSpan(method.Syntax.SpanStart, 0), TextOf(kind, method.Files.Length > 1 ? method.Files[0].Name : null)))
                .ToList();
            if (changes.Count > 0)
            {
                count += changes.Count;
                injected = injected.ReplaceSyntaxTree(tree, tree.WithChangedText(tree.GetText(cancellation).WithChanges(changes)));
            }
        }

        return new Injection(injected, count);
    }

    private static string TextOf(PolicyKind kind, string? file) =>
        $"[global::IoPolicy.{PolicyNames.AttributeName(kind)}{(file is null ? "" : $"(File = \"{file}\")")}] ";
}

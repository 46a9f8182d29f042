using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Layers;

/// <summary>A C# file, read without a compilation.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Types">The names of its outermost types, without a namespace.</param>
/// <param name="FullNames">The names of these types in metadata: <c>Namespace.Name`1</c>.</param>
/// <param name="Usings">The names in its using directives.</param>
internal sealed record SourceFile(string Path, IReadOnlyCollection<string> Types, IReadOnlyList<string> FullNames, IReadOnlyList<string> Usings)
{
    internal static SourceFile Read(string path)
    {
        var unit = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot();
        var types = unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(static member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .ToArray();
        return new SourceFile(
            path,
            [.. types.Select(static type => NameOf(type).Name)],
            [.. types.Select(FullNameOf)],
            [.. unit.Usings.Select(static directive => directive.Name?.ToString()).OfType<string>()]);
    }

    private static string FullNameOf(MemberDeclarationSyntax type)
    {
        var (name, parameters) = NameOf(type);
        var space = (type.Parent as BaseNamespaceDeclarationSyntax)?.Name.ToString();
        return (space is null ? name : $"{space}.{name}") + (parameters == 0 ? "" : $"`{parameters}");
    }

    private static (string Name, int Parameters) NameOf(MemberDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax generic => (generic.Identifier.Text, generic.TypeParameterList?.Parameters.Count ?? 0),
        DelegateDeclarationSyntax generic => (generic.Identifier.Text, generic.TypeParameterList?.Parameters.Count ?? 0),
        BaseTypeDeclarationSyntax plain => (plain.Identifier.Text, 0),
        _ => throw new ArgumentException(type.ToString()),
    };
}

using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Layers;

/// <summary>A file of C#, as far as it can be read without the rest.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Types">The types that it declares, or parts of: their names without a namespace, those inside others left out.</param>
/// <param name="FullNames">The same as metadata has them: <c>Namespace.Name`1</c>.</param>
/// <param name="Usings">What its using directives name.</param>
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

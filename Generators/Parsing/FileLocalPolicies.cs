using System.Collections.Immutable;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>
/// Finds the policies on partial methods of file-local types. The generator reports IOP005 there, because without an implementation the
/// compiler stops at CS8795 and runs no analyzer.
/// </summary>
internal static class FileLocalPolicies
{
    internal static ImmutableArray<FileLocalPolicyModel> Find(Compilation compilation, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<FileLocalPolicyModel>();
        foreach (var declaration in AttributeOccurrences.In(compilation, cancellation).SelectMany(static file => file.Methods))
        {
            if (IsInFileLocalType(declaration)
                && compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol method
                && WrapperObstacles.Find(method) == WrapperObstacle.FileLocalType)
            {
                found.AddRange(
                    from policy in AttributesOf(method)
                    let location = PolicyAttributeLocation.Of(policy.Attribute, argument: null, cancellation) ?? declaration.Identifier.GetLocation()
                    where declaration.Span.Contains(location.SourceSpan)
                    select new FileLocalPolicyModel(
                        policy.Name, method.Name, location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span));
            }
        }

        return found.ToImmutable();
    }

    private static IEnumerable<(string Name, AttributeData Attribute)> AttributesOf(IMethodSymbol method) => ReplacedFile.AttributeOf(method) is { } replacement
        ? [(PolicyNames.ReplacesFile, replacement)]
        : PolicyReader.Read(method).Select(static policy => (PolicyNames.Bracketed(policy.Options.Kind), policy.Attribute));

    /// <summary>Decides by the syntax, so that other methods are not bound.</summary>
    private static bool IsInFileLocalType(MethodDeclarationSyntax declaration) =>
        declaration.Ancestors().OfType<TypeDeclarationSyntax>().Any(static type => type.Modifiers.Any(SyntaxKind.FileKeyword));
}

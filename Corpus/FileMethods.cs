using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Corpus;

/// <summary>A method with a body, and the files to which a policy of the method could apply.</summary>
internal sealed record FileMethod(MethodDeclarationSyntax Syntax, IMethodSymbol Symbol, ImmutableArray<FileCandidate> Files);

/// <summary>Finds the methods that can receive a policy: ordinary methods with a body that have a file other than their result.</summary>
internal static class FileMethods
{
    internal static IEnumerable<FileMethod> In(CSharpCompilation code, SyntaxTree tree, CancellationToken cancellation)
    {
        var model = code.GetSemanticModel(tree);
        foreach (var syntax in tree.GetRoot(cancellation).DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if ((syntax.Body is not null || syntax.ExpressionBody is not null)
                && model.GetDeclaredSymbol(syntax, cancellation) is { MethodKind: MethodKind.Ordinary, PartialDefinitionPart: null, PartialImplementationPart: null } symbol
                && FileCandidates.Find(symbol, named: null) is [{ Place: not FilePlace.Result }, ..] files)
            {
                yield return new FileMethod(syntax, symbol, files);
            }
        }
    }
}

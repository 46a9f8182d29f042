using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Parses the methods that have a policy attribute to plain data.</summary>
/// <remarks>
/// This is not <c>ForAttributeWithMetadataName</c>, because that binds every candidate method again after each change in the
/// project.
/// </remarks>
internal static class AnnotatedMethods
{
    internal static ImmutableArray<AnnotatedMethodModel> Parse(Compilation compilation, CancellationToken cancellation)
    {
        if (compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp9 })
        {
            // Generated code needs C# 9. IOP301 reports each annotated method.
            return [];
        }

        var found = ImmutableArray.CreateBuilder<AnnotatedMethodModel>();
        var aliases = new Lazy<ExternAliases>(() => new ExternAliases(compilation));
        foreach (var file in AttributeOccurrences.In(compilation, cancellation))
        {
            SemanticModel? model = null;
            foreach (var declaration in file.Methods)
            {
                cancellation.ThrowIfCancellationRequested();
                model ??= compilation.GetSemanticModel(declaration.SyntaxTree);
                if (model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsFirstPolicyOn(declaration, method))
                {
                    found.Add(Parse(compilation, method, declaration, aliases, cancellation));
                }
            }
        }

        return found.ToImmutable();
    }

    private static AnnotatedMethodModel Parse(
        Compilation compilation, IMethodSymbol method, MethodDeclarationSyntax declaration, Lazy<ExternAliases> aliases, CancellationToken cancellation)
    {
        if (!PolicyBody.IsWantedFor(method))
        {
            return new AnnotatedMethodModel(method.Name, IsPartial: false, Map(method, isPartial: false));
        }

        var wrapper = PartialMethods.Parse(compilation, method, declaration, aliases.Value);
        var type = TypeModels.Parse(method.ContainingType, cancellation);
        var map = type is null || wrapper.Policies.Length == 0 ? default : Map(method, isPartial: true);
        var proof = wrapper.Policies.Any(static policy => policy.NeedsProof) ? DocumentationCommentId.CreateDeclarationId(method) : null;
        return new AnnotatedMethodModel(method.Name, IsPartial: true, map, type, wrapper, proof);
    }

    private static EquatableArray<MapEntryModel> Map(IMethodSymbol method, bool isPartial) => new(
    [
        .. from policy in PolicyReader.Read(method)
           let candidates = FileCandidates.Find(method, policy.Options.File)
           where candidates.Length == 1
           select new MapEntryModel(
               SymbolText.ReflectionName(method.ContainingType),
               method.Name,
               SymbolText.Title(method),
               policy.Options,
               candidates[0].Place,
               candidates[0].Name,
               isPartial),
    ]);

    /// <summary>The parts of a partial method share their attributes. It is parsed once, at its first policy.</summary>
    private static bool IsFirstPolicyOn(MethodDeclarationSyntax declaration, IMethodSymbol method) =>
        PolicyReader.Read(method) is [{ Attribute.ApplicationSyntaxReference: { } first }, ..]
        && first.SyntaxTree == declaration.SyntaxTree
        && declaration.Span.Contains(first.Span);
}

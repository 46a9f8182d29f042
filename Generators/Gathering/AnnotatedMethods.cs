using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Turns the methods that carry one of the attributes into plain data.</summary>
/// <remarks>
/// Not by <c>ForAttributeWithMetadataName</c>, which binds each method and its attributes anew whenever anything in the
/// project has changed, before it asks.
/// </remarks>
internal static class AnnotatedMethods
{
    internal static ImmutableArray<AnnotatedMethodModel> Gather(Compilation compilation, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<AnnotatedMethodModel>();
        foreach (var file in AttributeOccurrences.In(compilation, cancellation))
        {
            SemanticModel? model = null;
            foreach (var declaration in file.Methods)
            {
                cancellation.ThrowIfCancellationRequested();
                model ??= compilation.GetSemanticModel(declaration.SyntaxTree);
                if (model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsFirstPolicyOn(declaration, method))
                {
                    found.Add(Gather(method, declaration, cancellation));
                }
            }
        }

        return found.ToImmutable();
    }

    private static AnnotatedMethodModel Gather(IMethodSymbol method, MethodDeclarationSyntax declaration, CancellationToken cancellation)
    {
        if (!PolicyBody.IsWantedFor(method))
        {
            return new AnnotatedMethodModel(method.Name, IsPartial: false, Map(method, isPartial: false));
        }

        var carrier = PartialMethods.Gather(method, declaration);
        var type = carrier is null ? null : TypeModels.Gather(method.ContainingType, cancellation);
        var proof = carrier is not null && carrier.Policies.Any(static policy => policy.WantsProof) ? DocumentationCommentId.CreateDeclarationId(method) : null;
        return new AnnotatedMethodModel(method.Name, IsPartial: true, type is null ? default : Map(method, isPartial: true), type, carrier, proof);
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

    /// <summary>The parts of a partial method have their attributes in common; it is gathered where its first policy stands.</summary>
    private static bool IsFirstPolicyOn(MethodDeclarationSyntax declaration, IMethodSymbol method) =>
        PolicyReader.Read(method) is [{ Attribute.ApplicationSyntaxReference: { } first }, ..]
        && first.SyntaxTree == declaration.SyntaxTree
        && declaration.Span.Contains(first.Span);
}

using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Turns a method that carries one of the attributes into plain data.</summary>
internal static class AnnotatedMethods
{
    internal static AnnotatedMethodModel? Gather(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || context.TargetNode is not MethodDeclarationSyntax declaration
            || !IsFirstPolicy(method, context.Attributes[0]))
        {
            return null;
        }

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

    /// <summary>A method with two policies comes up once for each of its attributes; it is gathered at the first.</summary>
    private static bool IsFirstPolicy(IMethodSymbol method, AttributeData attribute) =>
        PolicyReader.Read(method) is [var first, ..]
        && SymbolEqualityComparer.Default.Equals(first.Attribute.AttributeClass, attribute.AttributeClass);
}

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
            return new AnnotatedMethodModel(method.Name, IsPartial: false);
        }

        var carrier = PartialMethods.Gather(method, declaration);
        return new AnnotatedMethodModel(
            method.Name,
            IsPartial: true,
            carrier is null ? null : TypeModels.Gather(method.ContainingType, cancellation),
            carrier);
    }

    /// <summary>A method with two policies comes up once for each of its attributes; it is gathered at the first.</summary>
    private static bool IsFirstPolicy(IMethodSymbol method, AttributeData attribute) =>
        PolicyReader.Read(method) is [var first, ..]
        && SymbolEqualityComparer.Default.Equals(first.Attribute.AttributeClass, attribute.AttributeClass);
}

using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Where the code of a method stands: for a partial method with a policy, in the body that its carrier calls.</summary>
internal static class WrappedBody
{
    internal static IMethodSymbol Of(IMethodSymbol method)
    {
        var declaration = method.PartialDefinitionPart ?? method;
        return declaration.IsPartialDefinition && !PolicyReader.Read(declaration).IsEmpty ? PolicyBody.Find(declaration) ?? method : method;
    }
}

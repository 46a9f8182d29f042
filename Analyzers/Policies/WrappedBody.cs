using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Finds the code of a method. For a partial method with a policy, that is the <c>…Core</c> body.</summary>
internal static class WrappedBody
{
    internal static IMethodSymbol Of(IMethodSymbol method)
    {
        var declaration = method.PartialDefinitionPart ?? method;
        return declaration.IsPartialDefinition && !PolicyReader.Read(declaration).IsEmpty ? PolicyBody.Find(declaration) ?? method : method;
    }
}

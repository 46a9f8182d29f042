using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers;

/// <summary>Finds the attribute of a policy in the source.</summary>
internal static class PolicyAttributeLocation
{
    /// <summary>Gets the location of an argument, or else of the attribute. Null if the attribute is not in source.</summary>
    internal static Location? Of(AttributeData attribute, string? argument, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax ? null
        : argument is not null && syntax.ArgumentList?.Arguments.FirstOrDefault(candidate => candidate.NameEquals?.Name.Identifier.ValueText == argument) is { } found ? found.GetLocation()
        : syntax.GetLocation();
}

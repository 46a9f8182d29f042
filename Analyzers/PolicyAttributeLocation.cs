using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers;

/// <summary>Where a policy's attribute stands in the source.</summary>
internal static class PolicyAttributeLocation
{
    /// <summary>An argument of the attribute; the attribute where it has none of that name; null where it is not in source.</summary>
    internal static Location? Of(AttributeData attribute, string? argument, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax ? null
        : argument is not null && syntax.ArgumentList?.Arguments.FirstOrDefault(candidate => candidate.NameEquals?.Name.Identifier.ValueText == argument) is { } found ? found.GetLocation()
        : syntax.GetLocation();
}

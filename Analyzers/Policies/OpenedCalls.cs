using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a policy for opened files also needs a wrapper around the method. The calls that open a file have their own
/// interceptors, and the wrapper passes them two facts about the call of the method: the value of its condition, and the list of the
/// handles whose pages are dropped when the method returns.
/// </summary>
internal static class OpenedCalls
{
    private const string OpenHandle = "OpenHandle";

    /// <summary>Returns whether the method with this policy needs the wrapper.</summary>
    internal static bool NeedMethodWrapper(IMethodSymbol method, PolicyOptions options) =>
        options.IsInRange
        && OpenedFiles.AreTargeted(method, options)
        && OpenedConditions.For(method, options) switch
        {
            OpenedCondition.OnEntry => true,
            OpenedCondition.None => options.Kind != PolicyKind.HeaderOnly && OpenedConditions.HasWrapper(method) && OpensHandle(method),
            _ => false,
        };

    /// <summary>
    /// Gets the name under which the wrapper registers the calls of the method. The interceptors use the same name to look up the calls,
    /// also from another assembly. The name includes the condition, because two policies of one kind have different conditions.
    /// </summary>
    internal static string NameOf(IMethodSymbol method, PolicyOptions options) =>
        $"{method.ContainingAssembly.Name} {DocumentationCommentId.CreateDeclarationId(method.OriginalDefinition)} {options.Kind}{(options.When is { } when ? " " + when : "")}";

    /// <summary>Whether the text of the code opens a handle. No code is bound, because the declarations alone decide about wrappers.</summary>
    private static bool OpensHandle(IMethodSymbol method) => new[] { method, method.PartialImplementationPart, PolicyBody.Find(method) }
        .OfType<IMethodSymbol>()
        .SelectMany(static part => part.DeclaringSyntaxReferences)
        .Any(static reference => reference.GetSyntax().DescendantNodes().Any(IsOpenHandle));

    internal static bool IsOpenHandle(SyntaxNode node) => node is IdentifierNameSyntax { Identifier.ValueText: OpenHandle };
}

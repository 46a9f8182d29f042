using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>A method, constructor or type with policies for the files that its code opens.</summary>
/// <param name="Owner">The member or type with the attributes.</param>
/// <param name="Policies">The policies for opened files, in the order of the attributes.</param>
internal sealed record OpenedFileScope(ISymbol Owner, ImmutableArray<PolicyOptions> Policies)
{
    /// <summary>Whether a policy can cover the file that the member of .NET opens.</summary>
    internal bool Covers(FileOpener opener) => PolicyFor(opener.IsCoveredBy) is not null;

    /// <summary>Gets the first policy whose kind <paramref name="covers"/> accepts; null if there is none.</summary>
    internal PolicyOptions? PolicyFor(Func<PolicyKind, bool> covers) => Policies.FirstOrDefault(policy => covers(policy.Kind));

    /// <summary>The name of the member or type, for a message. A constructor has the name of its type.</summary>
    internal string Name => Owner is IMethodSymbol { MethodKind: not MethodKind.Ordinary } method ? method.AssociatedSymbol?.Name ?? method.ContainingType.Name : Owner.Name;

    internal bool IsOf(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(Owner, symbol);

    /// <summary>
    /// Finds the scope of the code in a symbol: the method around it, or else the nearest type around it. A lambda and a local
    /// function belong to their method, and a <c>…Core</c> body to its declaration.
    /// </summary>
    internal static OpenedFileScope? Around(ISymbol? symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (Of(current) is { } scope)
            {
                return scope;
            }
        }

        return null;
    }

    /// <summary>Gets the scope of a method or type with valid policies for opened files. Null for another symbol.</summary>
    internal static OpenedFileScope? Of(ISymbol symbol)
    {
        switch (symbol)
        {
            case IMethodSymbol { MethodKind: not (MethodKind.AnonymousFunction or MethodKind.LocalFunction) } method:
                var declaration = PolicyBody.DeclarationOf(method) ?? method.PartialDefinitionPart ?? method;
                return Create(declaration, options => OpenedFiles.AreTargeted(declaration, options));
            case INamedTypeSymbol type:
                return Create(type, static options => options.File is null);
            default:
                return null;
        }
    }

    private static OpenedFileScope? Create(ISymbol owner, Func<PolicyOptions, bool> isForOpenedFiles)
    {
        ImmutableArray<PolicyOptions> policies =
        [
            .. PolicyReader.Read(owner)
                .Select(static policy => policy.Options)
                .Where(options => options.IsInRange && isForOpenedFiles(options) && OpenedConditions.For(owner, options) is not (OpenedCondition.Invalid or OpenedCondition.Unreachable)),
        ];
        return policies.IsEmpty || HaveConflict(policies) ? null : new OpenedFileScope(owner, policies);
    }

    private static bool HaveConflict(ImmutableArray<PolicyOptions> policies) =>
        policies.Select(static (policy, index) => (policy, index)).Any(item => policies.Take(item.index).Any(earlier => item.policy.Contradicts(earlier) || item.policy.Repeats(earlier)));
}

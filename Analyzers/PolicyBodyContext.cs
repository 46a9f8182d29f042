using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers;

/// <summary>The code of one method with policies. For a partial method, that is the <c>…Core</c> body.</summary>
internal readonly struct PolicyBodyContext(
    MethodBodyContext context,
    IMethodSymbol method,
    ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies)
{
    /// <summary>The method that has the attributes.</summary>
    internal IMethodSymbol Method { get; } = method;

    /// <summary>The method that contains the code. The code uses the parameters of this method, and not those of <see cref="Method"/>.</summary>
    internal IMethodSymbol Body => context.Symbol;

    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies { get; } = policies;

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>All operations of the code, outermost first.</summary>
    internal IEnumerable<IOperation> Operations => context.Operations;

    /// <summary>
    /// Gets the symbol of the policy's file in the code, if the policy has exactly one file, and the file is a parameter of the method, a field
    /// or a property. Null for other files, and for a path.
    /// </summary>
    internal ISymbol? FileOf(PolicyOptions options) => FileCandidates.Find(Method, options) switch
    {
        [{ Kind: FileKind.Path }] => null,
        [{ Place: FilePlace.Parameter } file] when FileCandidates.ParameterOf(Method, file) is { } parameter => Body.Parameters[parameter.Ordinal],
        [var file] => FileCandidates.MemberOf(Method, file),
        _ => null,
    };

    /// <summary>Gets the location of an argument, or else of the attribute, or else of the method.</summary>
    internal Location LocationOf(AttributeData attribute, string? argument = null) =>
        PolicyAttributeLocation.Of(attribute, argument, CancellationToken) ?? Method.Locations[0];

    internal void Report(Diagnostic diagnostic) => context.Report(diagnostic);
}

using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers;

/// <summary>The code of one method that carries policies: of a partial method, the body that its carrier calls.</summary>
internal readonly struct PolicyBodyContext(
    MethodBodyContext context,
    IMethodSymbol method,
    ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies)
{
    /// <summary>The method that has the attributes.</summary>
    internal IMethodSymbol Method { get; } = method;

    /// <summary>The method that has the code; its parameters are what the code refers to.</summary>
    internal IMethodSymbol Body => context.Symbol;

    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies { get; } = policies;

    internal CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>Every operation of the code, outermost first.</summary>
    internal IEnumerable<IOperation> Operations => context.Operations;

    /// <summary>The symbol by which the code refers to the policy's file; null for a path or a result, or where it is not clear.</summary>
    internal ISymbol? FileOf(PolicyOptions options) => FileCandidates.Find(Method, options.File) switch
    {
        [{ Kind: FileKind.Path }] => null,
        [{ Place: FilePlace.Parameter } file] when FileCandidates.ParameterOf(Method, file) is { } parameter => Body.Parameters[parameter.Ordinal],
        [var file] => FileCandidates.MemberOf(Method, file),
        _ => null,
    };

    /// <summary>An argument of the attribute; the attribute where it has none of that name; the method's name where it is not in source.</summary>
    internal Location LocationOf(AttributeData attribute, string? argument = null) =>
        PolicyAttributeLocation.Of(attribute, argument, CancellationToken) ?? Method.Locations[0];

    internal void Report(Diagnostic diagnostic) => context.Report(diagnostic);
}

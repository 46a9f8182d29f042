using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The inputs of a method: its parameters, and for a member of an extension block (C# 14) the block's receiver.</summary>
internal static class MethodParameters
{
    internal static ImmutableArray<IParameterSymbol> Of(IMethodSymbol method) =>
        ReceiverOf(method) is { } receiver ? method.Parameters.Add(receiver) : method.Parameters;

    internal static IParameterSymbol? ReceiverOf(IMethodSymbol method) =>
        method is { IsStatic: false, ContainingType: { IsExtension: true, ExtensionParameter: { } receiver } } ? receiver : null;
}

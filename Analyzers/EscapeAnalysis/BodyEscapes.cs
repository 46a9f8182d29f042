using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>What one body does with one of its parameters, which holds the stream.</summary>
/// <param name="Obstacles">What is in the way of a wrapper, in the order in which it was found.</param>
/// <param name="HandedTo">The parameters of other methods of the compilation that are given the stream.</param>
internal sealed record BodyEscapes(ImmutableArray<WindowObstacle> Obstacles, ImmutableArray<ForwardedStream> HandedTo);

/// <summary>A parameter of another method that is given the stream; where it is not certain, that or another stream.</summary>
internal readonly record struct ForwardedStream(IParameterSymbol Parameter, bool IsCertain);

using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Generators.Models;

/// <summary>A policy on a partial method of a file-local type, which no generated file can implement.</summary>
/// <param name="Attribute">The attribute, as in source: <c>[HeaderOnly]</c>.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="Path">The path of the source file.</param>
/// <param name="Span">The span of the attribute.</param>
/// <param name="Lines">The lines of the attribute.</param>
internal sealed record FileLocalPolicyModel(string Attribute, string Method, string Path, TextSpan Span, LinePositionSpan Lines);

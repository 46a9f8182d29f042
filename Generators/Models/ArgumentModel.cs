namespace IoPolicy.Generators.Models;

/// <summary>A parameter, as the carrier passes it on to the body.</summary>
/// <param name="Name">The name, escaped where it is a keyword.</param>
/// <param name="Prefix"><c>ref</c>, <c>out</c> or <c>in</c> with a space after it, or empty.</param>
internal sealed record ArgumentModel(string Name, string Prefix);

namespace IoPolicy.Generators.Models;

/// <summary>A partial method whose body was proven to keep a stream to itself.</summary>
/// <param name="Method">The method's documentation id.</param>
/// <param name="File">The parameter that is the stream.</param>
internal sealed record ProvenWindow(string Method, string File);

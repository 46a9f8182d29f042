namespace IoPolicy.Generators.Models;

/// <summary>A call's place, as the compiler encodes it, and as a reader finds it.</summary>
/// <param name="Version">The version of the encoding.</param>
/// <param name="Data">The encoded place, which holds a hash of the file's text.</param>
/// <param name="Place">File name, line and column, for the comment; no folder, so that the output is the same on every machine.</param>
internal sealed record LocationModel(int Version, string Data, string Place);

namespace IoPolicy;

/// <summary>
/// The method reads at most so many bytes of the file that it is given as this parameter, writes none, and keeps no
/// reference to it: a row for the analyzer's table, for a helper whose code the analyzer cannot see or bound.
/// </summary>
/// <remarks>It is taken at its word, in other assemblies too. Rules IOP101 to IOP103 build on it.</remarks>
/// <param name="bytes">The most bytes that one call reads, 0 or more.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsAtMostAttribute(long bytes) : Attribute
{
    /// <summary>The most bytes that one call reads.</summary>
    public long Bytes { get; } = bytes;
}

namespace IoPolicy;

/// <summary>
/// The method reads at most this many bytes of the file in this parameter, writes none, and keeps no reference to it. The
/// attribute is a row of the analyzer's table for a helper whose code the analyzer cannot see or bound.
/// </summary>
/// <remarks>The analyzer does not check the promise, also in other assemblies. Rules IOP101 to IOP103 use it.</remarks>
/// <param name="bytes">The most bytes that one call reads, 0 or more.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsAtMostAttribute(long bytes) : Attribute
{
    /// <summary>The most bytes that one call reads.</summary>
    public long Bytes { get; } = bytes;
}

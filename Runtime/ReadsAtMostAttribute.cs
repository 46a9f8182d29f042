namespace IoPolicy;

/// <summary>
/// The method reads at most this many bytes of the file in this parameter, writes none, and keeps no reference to the file. Use the
/// attribute for a helper whose code the analyzers cannot see, or for which they find no bound.
/// </summary>
/// <remarks>Rules IOP101 to IOP103 rely on the attribute, also in other assemblies, and do not check it.</remarks>
/// <param name="bytes">The most bytes that one call reads, 0 or more.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsAtMostAttribute(long bytes) : Attribute
{
    /// <summary>The most bytes that one call reads.</summary>
    public long Bytes { get; } = bytes;
}

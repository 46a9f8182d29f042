namespace KvCache;

/// <summary>A fault of a file, and its offset. Immutable.</summary>
/// <param name="Kind">The part of the file.</param>
/// <param name="Offset">The offset of the fault in the file, in bytes.</param>
/// <param name="Expected">The expected content.</param>
/// <param name="Found">The content found.</param>
public sealed record KvcFault(KvcFaultKind Kind, long Offset, string Expected, string Found)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString() => $"at byte {Offset}: expected {Expected}, found {Found}";
}

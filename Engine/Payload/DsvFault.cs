namespace KvCache;

/// <summary>The reason why a payload is refused, and its offset. Immutable.</summary>
/// <param name="Kind">The reason, as in ds4's loader.</param>
/// <param name="Offset">The offset of the fault from the payload's start, in bytes.</param>
/// <param name="Expected">The expected content.</param>
/// <param name="Found">The content found.</param>
public sealed record DsvFault(DsvFaultKind Kind, long Offset, string Expected, string Found)
{
    /// <summary>Converts the fault into a fault of a file.</summary>
    /// <param name="payloadOffset">The offset of the payload in the file, in bytes.</param>
    public KvcFault InFile(long payloadOffset) =>
        new(Kind == DsvFaultKind.NewerLayout ? KvcFaultKind.Newer : KvcFaultKind.Payload, payloadOffset + Offset, Expected, Found);
}

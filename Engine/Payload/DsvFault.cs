namespace KvCache;

/// <summary>Why a payload is refused, and where it shows. Immutable.</summary>
/// <param name="Kind">The reason, as ds4's loader knows it.</param>
/// <param name="Offset">The byte at which it shows, from the payload's start.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record DsvFault(DsvFaultKind Kind, long Offset, string Expected, string Found)
{
    /// <summary>The same fault as one of a file whose payload starts at an offset.</summary>
    /// <param name="payloadOffset">Where the payload begins in the file, in bytes.</param>
    public KvcFault InFile(long payloadOffset) =>
        new(Kind == DsvFaultKind.NewerLayout ? KvcFaultKind.Newer : KvcFaultKind.Payload, payloadOffset + Offset, Expected, Found);
}

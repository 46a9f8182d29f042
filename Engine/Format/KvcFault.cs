namespace KvCache;

/// <summary>What is wrong with a file, and where. Immutable.</summary>
/// <param name="Kind">Which part of the file it is about.</param>
/// <param name="Offset">The byte of the file at which it shows.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record KvcFault(KvcFaultKind Kind, long Offset, string Expected, string Found)
{
    /// <summary>The fault in a sentence.</summary>
    public override string ToString() => $"at byte {Offset}: expected {Expected}, found {Found}";
}

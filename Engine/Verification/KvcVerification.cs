namespace KvCache;

/// <summary>The result of the verification of one file. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entry">The file as an entry; null if its header or length is wrong, or a newer program made it.</param>
/// <param name="Payload">The payload's metadata; null if there is none, it was skipped, or it is wrong.</param>
/// <param name="Findings">The findings, in the file's order. Empty if there are none.</param>
public sealed record KvcVerification(string Path, KvcEntry? Entry, DsvPayload? Payload, IReadOnlyList<KvcFinding> Findings)
{
    /// <summary>Whether no finding is an error. A file of a newer program has no error that this program knows.</summary>
    public bool IsSound => Findings.All(finding => finding.Severity != KvcSeverity.Error);

    /// <summary>Whether a newer program made the file: it is not damaged, but this program cannot load it.</summary>
    public bool IsNewer => Findings.Any(finding => finding.Fault.Kind == KvcFaultKind.Newer);

    /// <summary>The title of an agent's session, as bytes; null if the file has none.</summary>
    public ReadOnlyMemory<byte>? Title { get; init; }

    /// <summary>Whether the file does not exist. It may have been removed since its name was read.</summary>
    public bool IsMissing => Findings is [{ Fault.Kind: KvcFaultKind.Missing }];
}

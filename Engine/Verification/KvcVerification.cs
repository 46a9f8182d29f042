namespace KvCache;

/// <summary>What a verification found out about one file. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entry">The file as an entry; null where its header or length is wrong.</param>
/// <param name="Payload">The payload's facts; null where it is none of ours or is wrong.</param>
/// <param name="Findings">What was found, in the file's order. Empty: nothing.</param>
public sealed record KvcVerification(string Path, KvcEntry? Entry, DsvPayload? Payload, IReadOnlyList<KvcFinding> Findings)
{
    /// <summary>Whether the file can be used: nothing that was found is an error.</summary>
    public bool IsSound => Findings.All(finding => finding.Severity != KvcSeverity.Error);

    /// <summary>Whether there is no such file: it may have been removed since its name was read.</summary>
    public bool IsMissing => Findings is [{ Fault.Kind: KvcFaultKind.Missing }];
}

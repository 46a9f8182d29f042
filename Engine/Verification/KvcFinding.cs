namespace KvCache;

/// <summary>One thing that a verification found. Immutable.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Fault">What it is, and at which byte of the file.</param>
public sealed record KvcFinding(KvcSeverity Severity, KvcFault Fault)
{
    /// <summary>The finding in a sentence.</summary>
    public override string ToString() => $"{Severity switch { KvcSeverity.Note => "note", KvcSeverity.Warning => "warning", _ => "error" }} {Fault}";
}

namespace KvCache;

/// <summary>One finding of a verification. Immutable.</summary>
/// <param name="Severity">The severity.</param>
/// <param name="Fault">The fault, and its offset in the file.</param>
public sealed record KvcFinding(KvcSeverity Severity, KvcFault Fault)
{
    /// <summary>The finding as a sentence.</summary>
    public override string ToString() => $"{Severity switch { KvcSeverity.Note => "note", KvcSeverity.Warning => "warning", _ => "error" }} {Fault}";
}

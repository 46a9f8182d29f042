using KvCache;

namespace Kv.Output;

/// <summary>What <c>kv verify --json</c> prints.</summary>
internal sealed record VerifyDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<VerifiedFile> Files { get; init; }
}

/// <summary>What was found out about one file.</summary>
internal sealed record VerifiedFile
{
    public required string Path { get; init; }

    /// <summary>Whether it can be used: nothing that was found is an error.</summary>
    public required bool Sound { get; init; }

    public required IReadOnlyList<FindingFacts> Findings { get; init; }

    internal static VerifiedFile Of(KvcVerification verification) => new()
    {
        Path = verification.Path,
        Sound = verification.IsSound,
        Findings = [.. verification.Findings.Select(FindingFacts.Of)],
    };
}

/// <summary>One finding: how much it matters (Note, Warning, Error), and what it is.</summary>
internal sealed record FindingFacts(string Severity, string Part, long Offset, string Expected, string Found)
{
    internal static FindingFacts Of(KvcFinding finding) =>
        new(finding.Severity.ToString(), finding.Fault.Kind.ToString(), finding.Fault.Offset, finding.Fault.Expected, finding.Fault.Found);
}

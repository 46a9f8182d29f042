using KvCache;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv verify --json</c>.</summary>
internal sealed record VerifyDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<VerifiedFile> Files { get; init; }
}

/// <summary>The findings for a file.</summary>
internal sealed record VerifiedFile
{
    public required string Path { get; init; }

    /// <summary>Whether no finding is an error.</summary>
    public required bool Sound { get; init; }

    /// <summary>Whether a newer program wrote the file. The file is not damaged, but this program cannot load it.</summary>
    public required bool Newer { get; init; }

    /// <summary>The title of an agent session; absent without a title.</summary>
    public string? Title { get; init; }

    public required IReadOnlyList<FindingFacts> Findings { get; init; }

    internal static VerifiedFile Of(KvcVerification verification) => new()
    {
        Path = verification.Path,
        Sound = verification.IsSound,
        Newer = verification.IsNewer,
        Title = verification.Title is { } title ? System.Text.Encoding.UTF8.GetString(title.Span) : null,
        Findings = [.. verification.Findings.Select(FindingFacts.Of)],
    };
}

/// <summary>A finding with its severity (Note, Warning, Error).</summary>
internal sealed record FindingFacts(string Severity, string Part, long Offset, string Expected, string Found)
{
    internal static FindingFacts Of(KvcFinding finding) =>
        new(finding.Severity.ToString(), finding.Fault.Kind.ToString(), finding.Fault.Offset, finding.Fault.Expected, finding.Fault.Found);
}

using System.Text.Json.Serialization;

namespace IoPolicy.Tool.Scan;

/// <summary>The JSON document of <c>iopolicy scan --json</c>.</summary>
internal sealed record ScanDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>How the code was loaded: msbuild or sources.</summary>
    public required string Mode { get; init; }

    /// <summary>The directory to which the paths are relative.</summary>
    public required string Root { get; init; }

    public required int Projects { get; init; }

    public required int Files { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The findings in the order of the report.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The number of findings by rule.</summary>
    public required IReadOnlyDictionary<string, int> Rules { get; init; }

    /// <summary>Notes for the user about the loading.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The failures of rules. Each is a bug of this tool, and hides findings.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}

/// <summary>A baseline: the findings that a code base accepts for now.</summary>
internal sealed record BaselineDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<BaselineEntry> Findings { get; init; }
}

/// <summary>An accepted finding. Only the fingerprint is compared; the rest is for people.</summary>
internal sealed record BaselineEntry(string Fingerprint, string Rule, string Path, string Member);

/// <summary>The serializer of the documents of <c>iopolicy scan</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ScanDocument))]
[JsonSerializable(typeof(BaselineDocument))]
internal sealed partial class ScanJson : JsonSerializerContext;

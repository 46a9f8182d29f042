using System.Text.Json.Serialization;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv prefetch --json</c>.</summary>
internal sealed record PrefetchDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<PrefetchedFile> Files { get; init; }
}

/// <summary>The result for a file.</summary>
internal sealed record PrefetchedFile
{
    public required string Path { get; init; }

    /// <summary>The length of the file in bytes; null if unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Bytes { get; init; }

    /// <summary>The reason for a failed prefetch; absent after a success.</summary>
    public string? Refusal { get; init; }
}

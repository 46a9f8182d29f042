using System.Text.Json.Serialization;

namespace Kv.Output;

/// <summary>What <c>kv drop --json</c> prints.</summary>
internal sealed record DropDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<DroppedFile> Files { get; init; }
}

/// <summary>A file whose pages were dropped. A figure that is null is not known.</summary>
internal sealed record DroppedFile
{
    public required string Path { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedBefore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedAfter { get; init; }

    /// <summary>Why nothing was dropped; absent where it was.</summary>
    public string? Refusal { get; init; }
}

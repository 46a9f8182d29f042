using System.Text.Json.Serialization;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv drop --json</c>.</summary>
internal sealed record DropDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<DroppedFile> Files { get; init; }
}

/// <summary>The result for a file. An unknown number is null.</summary>
internal sealed record DroppedFile
{
    public required string Path { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedBefore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedAfter { get; init; }

    /// <summary>The reason for a failed drop; absent after a success.</summary>
    public string? Refusal { get; init; }
}

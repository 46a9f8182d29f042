using System.Text.Json.Serialization;

namespace Kv.Output;

/// <summary>What <c>kv prefetch --json</c> prints.</summary>
internal sealed record PrefetchDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<PrefetchedFile> Files { get; init; }
}

/// <summary>A file that the kernel was asked to read.</summary>
internal sealed record PrefetchedFile
{
    public required string Path { get; init; }

    /// <summary>Null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Bytes { get; init; }

    /// <summary>Why nothing is prefetched; absent where it is.</summary>
    public string? Refusal { get; init; }
}

namespace Kv.Output;

/// <summary>What <c>kv drop --json</c> prints.</summary>
internal sealed record DropDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<DroppedFile> Files { get; init; }
}

/// <summary>A file whose pages were dropped; a figure that is absent is not known.</summary>
internal sealed record DroppedFile
{
    public required string Path { get; init; }

    public required long Pages { get; init; }

    public long? CachedBefore { get; init; }

    public long? CachedAfter { get; init; }

    /// <summary>Why nothing was dropped; absent where it was.</summary>
    public string? Refusal { get; init; }
}

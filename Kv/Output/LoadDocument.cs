namespace Kv.Output;

/// <summary>The JSON document of <c>kv load --json</c>.</summary>
internal sealed record LoadDocument
{
    public int Schema { get; init; } = 1;

    public required EntryFacts Entry { get; init; }

    /// <summary>The path of the written payload; absent if the command only read the payload.</summary>
    public string? Output { get; init; }

    public required double Seconds { get; init; }

    public required FileResidency Residency { get; init; }
}

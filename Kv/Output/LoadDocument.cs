namespace Kv.Output;

/// <summary>What <c>kv load --json</c> prints.</summary>
internal sealed record LoadDocument
{
    public int Schema { get; init; } = 1;

    public required EntryFacts Entry { get; init; }

    /// <summary>Where the payload went; absent where it was only read.</summary>
    public string? Output { get; init; }

    public required double Seconds { get; init; }

    public required FileResidency Residency { get; init; }
}

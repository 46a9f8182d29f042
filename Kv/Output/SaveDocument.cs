namespace Kv.Output;

/// <summary>The JSON document of <c>kv save --json</c>.</summary>
internal sealed record SaveDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>Whether the checkpoint was stored; false if the directory already had a usable checkpoint of the text.</summary>
    public required bool Stored { get; init; }

    public required EntryFacts Entry { get; init; }

    /// <summary>The fault of a payload that a load rejects; absent for a valid or unchecked payload.</summary>
    public FaultFacts? PayloadFault { get; init; }

    public required double Seconds { get; init; }

    public required FileResidency Residency { get; init; }
}

namespace Kv.Output;

/// <summary>What <c>kv save --json</c> prints.</summary>
internal sealed record SaveDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>Whether it was stored; false where a usable checkpoint of the text was there, which was left alone.</summary>
    public required bool Stored { get; init; }

    public required EntryFacts Entry { get; init; }

    /// <summary>Why the payload is no session, so that a load rejects it; absent where it is one, or was not checked.</summary>
    public FaultFacts? PayloadFault { get; init; }

    public required double Seconds { get; init; }

    public required FileResidency Residency { get; init; }
}

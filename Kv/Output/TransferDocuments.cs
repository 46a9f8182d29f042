namespace Kv.Output;

/// <summary>What <c>kv save --json</c> prints.</summary>
internal sealed record SaveDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>Whether it was stored; false where a usable checkpoint of the text was there, which was left alone.</summary>
    public required bool Stored { get; init; }

    public required EntryFacts Entry { get; init; }

    public required double Seconds { get; init; }

    public required FileResidency Residency { get; init; }
}

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

/// <summary>What <c>kv export --json</c> prints.</summary>
internal sealed record ExportDocument
{
    public int Schema { get; init; } = 1;

    public required string Archive { get; init; }

    /// <summary>What is in the archive, by name.</summary>
    public required IReadOnlyList<EntryFacts> Exported { get; init; }

    /// <summary>Bytes of the checkpoints; the archive has its own besides.</summary>
    public required long Bytes { get; init; }

    /// <summary>What was left out, and why.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}

/// <summary>What <c>kv import --json</c> prints.</summary>
internal sealed record ImportDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>The archive; absent where it came by standard input.</summary>
    public string? Archive { get; init; }

    public required int Imported { get; init; }

    /// <summary>Checkpoints whose text was there already.</summary>
    public required int Kept { get; init; }

    /// <summary>Members of the archive that were not taken over.</summary>
    public required IReadOnlyList<RefusedMember> Refused { get; init; }
}

/// <summary>A member of an archive that is no checkpoint, and why.</summary>
internal sealed record RefusedMember(string Name, string Reason);

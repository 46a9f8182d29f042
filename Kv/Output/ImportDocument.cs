namespace Kv.Output;

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

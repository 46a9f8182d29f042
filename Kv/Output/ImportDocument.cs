namespace Kv.Output;

/// <summary>The JSON document of <c>kv import --json</c>.</summary>
internal sealed record ImportDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>The archive; absent for standard input.</summary>
    public string? Archive { get; init; }

    public required int Imported { get; init; }

    /// <summary>The number of checkpoints for which the directory already had a file.</summary>
    public required int Kept { get; init; }

    /// <summary>The rejected members of the archive.</summary>
    public required IReadOnlyList<RefusedMember> Refused { get; init; }
}

/// <summary>A rejected member of an archive, and the reason.</summary>
internal sealed record RefusedMember(string Name, string Reason);

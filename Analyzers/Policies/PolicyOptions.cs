namespace IoPolicy.Analyzers.Policies;

/// <summary>What one attribute on one method says: plain data, compared by value, free of Roslyn's objects.</summary>
internal sealed record PolicyOptions(PolicyKind Kind)
{
    /// <summary>The runtime's <c>DropPagesAttribute.AutomaticWindow</c>.</summary>
    public const int AutomaticWindow = -1;

    public string? File { get; init; }

    /// <summary>The member of <c>PolicyExtent</c> by value: 0 is WholeFile, 1 is Touched.</summary>
    public int Extent { get; init; }

    public int WindowBytes { get; init; } = AutomaticWindow;

    public bool Durable { get; init; }

    /// <summary>The member of <c>SparedPages</c> by value: 0 is None, 1 is AlreadyCached.</summary>
    public int Spare { get; init; }

    public int MaxBytes { get; init; } = 65_536;

    public string? KeepPagesVariable { get; init; }
}

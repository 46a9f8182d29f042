namespace IoPolicy.Analyzers.Policies;

/// <summary>What one attribute on one method says: plain data, compared by value, free of Roslyn's objects.</summary>
internal sealed record PolicyOptions(PolicyKind Kind)
{
    /// <summary>The runtime's <c>DropPagesAttribute.AutomaticWindow</c>.</summary>
    public const int AutomaticWindow = -1;

    /// <summary>The runtime's <c>DropBehindStream.MinimumWindowBytes</c>.</summary>
    public const int SmallestWindow = 65_536;

    /// <summary>The runtime's <c>DropBehindStream.DefaultWindowBytes</c>.</summary>
    public const int DefaultWindow = 4_194_304;

    public string? File { get; init; }

    /// <summary>The member of <c>PolicyExtent</c> by value: 0 is WholeFile, 1 is Touched.</summary>
    public int Extent { get; init; }

    public int WindowBytes { get; init; } = AutomaticWindow;

    public bool Durable { get; init; }

    /// <summary>The member of <c>SparedPages</c> by value: 0 is None, 1 is AlreadyCached.</summary>
    public int Spare { get; init; }

    /// <summary>The member of <c>DropBehindMode</c> by value: 0 is Windows, 1 is Uncached.</summary>
    public int Mode { get; init; }

    public bool Background { get; init; }

    public int MaxBytes { get; init; } = 65_536;

    public string? KeepPagesVariable { get; init; }

    /// <summary>
    /// The window that was asked for, by number or with the uncached mode, which needs the wrapped stream as windows do
    /// and falls back to them; 0 where none was.
    /// </summary>
    public int RequestedWindow =>
        WindowBytes >= SmallestWindow ? WindowBytes
        : Mode == 1 && WindowBytes == AutomaticWindow ? DefaultWindow
        : 0;

    /// <summary>Whether the choice of windows is left to IoPolicy, which makes it by proof.</summary>
    public bool HasAutomaticWindow => Kind != PolicyKind.HeaderOnly && WindowBytes == AutomaticWindow && RequestedWindow == 0;

    /// <summary>Whether each option has a value that can be carried out; IOP006 reports the others.</summary>
    public bool IsInRange =>
        WindowBytes is AutomaticWindow or 0 or >= SmallestWindow
        && Extent is 0 or 1
        && Spare is 0 or 1
        && Mode is 0 or 1
        && MaxBytes > 0;

    /// <summary>
    /// Keeping a file's pages and dropping them contradict each other; a read and a write of one file go together, as a
    /// rewrite does.
    /// </summary>
    public bool Contradicts(PolicyOptions other) => (Kind == PolicyKind.HeaderOnly) != (other.Kind == PolicyKind.HeaderOnly);
}

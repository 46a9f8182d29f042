namespace IoPolicy.Analyzers.Policies;

/// <summary>The options of one attribute on one method. Plain data without Roslyn objects, compared by value.</summary>
internal sealed record PolicyOptions(PolicyKind Kind)
{
    /// <summary>The runtime's <c>DropPagesAttribute.AutomaticWindow</c>.</summary>
    public const int AutomaticWindow = -1;

    /// <summary>The runtime's <c>DropBehindStream.MinimumWindowBytes</c>.</summary>
    public const int SmallestWindow = 65_536;

    /// <summary>The runtime's <c>DropBehindStream.DefaultWindowBytes</c>.</summary>
    public const int DefaultWindow = 16_777_216;

    public string? File { get; init; }

    /// <summary>Whether the attribute selects the files that the code opens.</summary>
    public bool Opened { get; init; }

    /// <summary>For an attribute of the assembly: the name of the type with the method.</summary>
    public string? On { get; init; }

    /// <summary>For an attribute of the assembly: the name of the method.</summary>
    public string? Method { get; init; }

    /// <summary>Whether an attribute of a method or type has <c>On</c> or <c>Method</c>. IOP006 reports it.</summary>
    public bool IsMisplaced { get; init; }

    /// <summary>Whether the path can be a directory, whose files the policy covers.</summary>
    public bool Recurse { get; init; }

    public bool AccessedRangeOnly { get; init; }

    public int WindowBytes { get; init; } = AutomaticWindow;

    public bool Durable { get; init; }

    public bool PreserveCached { get; init; }

    public DropBehindMode Mode { get; init; }

    public bool Background { get; init; }

    public int MaxBytes { get; init; } = 65_536;

    public string? KeepPagesVariable { get; init; }

    /// <summary>The name of the condition, or null if the policy applies to each call.</summary>
    public string? When { get; init; }

    /// <summary>
    /// The requested window in bytes, or 0. The uncached mode requests the default window, because it needs a drop-behind
    /// stream too, and uses windows if the file system has no uncached I/O.
    /// </summary>
    public int RequestedWindow =>
        WindowBytes >= SmallestWindow ? WindowBytes
        : Mode == DropBehindMode.Uncached && WindowBytes == AutomaticWindow ? DefaultWindow
        : 0;

    /// <summary>Whether a proof decides about windows, because the attribute neither requests nor excludes them.</summary>
    public bool HasAutomaticWindow => Kind != PolicyKind.HeaderOnly && WindowBytes == AutomaticWindow && RequestedWindow == 0;

    /// <summary>Whether this is an attribute of the assembly. Its policy covers calls, and not the code of a method.</summary>
    public bool IsOfAssembly => Method is not null;

    /// <summary>Whether each option has a valid value. IOP006 reports the invalid values.</summary>
    public bool IsInRange =>
        WindowBytes is AutomaticWindow or 0 or >= SmallestWindow
        && Mode is DropBehindMode.Windowed or DropBehindMode.Uncached
        && MaxBytes > 0
        && !IsMisplaced;

    /// <summary>
    /// Whether one policy keeps the pages and the other drops them. A read policy and a write policy do not contradict each
    /// other, because a method can rewrite a file. Two different conditions need not be true in one call.
    /// </summary>
    public bool Contradicts(PolicyOptions other) =>
        (Kind == PolicyKind.HeaderOnly) != (other.Kind == PolicyKind.HeaderOnly) && CanApplyTogether(other);

    /// <summary>Whether the two policies have the same kind and can apply to the same call. A file has at most one policy of each kind in a call.</summary>
    public bool Repeats(PolicyOptions other) => Kind == other.Kind && CanApplyTogether(other);

    /// <summary>Whether the two policies can be for one file, by their options alone.</summary>
    public bool CanMeanTheFileOf(PolicyOptions other) =>
        Opened == other.Opened && (File is null || other.File is null || File == other.File);

    private bool CanApplyTogether(PolicyOptions other) => When is null || other.When is null || When == other.When;
}

using IoPolicy.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>The options of a policy. Not changed after its construction, so thread-safe.</summary>
internal sealed class PolicyTerms
{
    private readonly Lazy<bool> _keptByVariable;
    private int _cuts;

    /// <param name="kind">The attribute on the method.</param>
    /// <param name="method">The name of the method, with its type, for messages and counters.</param>
    internal PolicyTerms(PolicyKind kind, string method)
    {
        Kind = kind;
        Method = method;
        _keptByVariable = new(() => KeepPagesVariable is { } name && Environment.GetEnvironmentVariable(name) is not null);
    }

    /// <summary>The attribute on the method.</summary>
    public PolicyKind Kind { get; }

    /// <summary>The name of the method, with its type.</summary>
    public string Method { get; }

    /// <inheritdoc cref="DropPagesAttribute.Recurse"/>
    public bool Recurse { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.AccessedRangeOnly"/>
    public bool AccessedRangeOnly { get; set; }

    /// <inheritdoc cref="DropBehindOptions.KeepTailBytes"/>
    public long KeepTailBytes { get; set; }

    /// <summary>
    /// The window's size in bytes; 0: no window, the drop comes once, at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/>: <see cref="DropBehindStream.DefaultWindowBytes"/>, but none for the
    /// read of a file that is no larger than the window.
    /// </summary>
    public int WindowBytes { get; set; }

    /// <inheritdoc cref="DropPagesAfterFullWriteAttribute.Durable"/>
    public bool Durable { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.PreserveCached"/>
    public bool PreserveCached { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.Mode"/>
    public DropBehindMode Mode { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.Background"/>
    public bool Background { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.KeepPagesVariable"/>
    public string? KeepPagesVariable { get; set; }

    /// <summary>The small files that the method writes.</summary>
    public SmallFileSeries SmallFiles { get; init; } = new();

    /// <summary>
    /// These terms for a file that is open for writing. A read policy covers a file that is open for both, whose pages can be
    /// dirty, so write-back comes before the drop.
    /// </summary>
    internal PolicyTerms ForWriting => Kind == PolicyKind.DropAfterFullWrite ? this : new(PolicyKind.DropAfterFullWrite, Method)
    {
        AccessedRangeOnly = AccessedRangeOnly,
        WindowBytes = WindowBytes,
        PreserveCached = PreserveCached,
        Mode = Mode,
        Background = Background,
        KeepPagesVariable = KeepPagesVariable,
        SmallFiles = SmallFiles,
    };

    /// <summary>Whether this policy drops nothing: all are switched off, or this one is, by its variable.</summary>
    internal bool KeepsPages => KeepPagesSwitch.IsOn || (KeepPagesVariable is not null && _keptByVariable.Value);

    /// <summary>Whether a directory has too many files for the first time. Further calls report nothing.</summary>
    internal bool IsFirstCut() => Interlocked.Exchange(ref _cuts, 1) == 0;

    /// <summary>Whether there is anything to do before the body runs.</summary>
    internal bool ActsOnEntry => Kind == PolicyKind.HeaderOnly || PreserveCached || Background || Recurse || WindowBytes > 0;
}

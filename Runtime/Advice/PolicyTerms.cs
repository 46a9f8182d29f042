using IoPolicy.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>The options of a policy. They are set only when the object is created, so the object is thread-safe.</summary>
internal sealed class PolicyTerms
{
    private readonly Lazy<bool> _keptByVariable;
    private int _directoryLimitReported;

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
    /// The size of the window in bytes. With 0, there is no window, and the pages are dropped once, at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/> means <see cref="DropBehindStream.DefaultWindowBytes"/>, but no window for the
    /// read of a file that fits in it.
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

    /// <summary>Detects that the method writes many small files, one after another.</summary>
    public SmallFileSeries SmallFiles { get; init; } = new();

    /// <summary>
    /// The same options as a write policy. A read policy also covers a file that is open for reading and writing. Such a file can have dirty
    /// pages, so write-back comes before the drop.
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

    /// <summary>Whether this policy drops nothing, because <see cref="PageCache.KeepPages"/> or the policy's own variable is set.</summary>
    internal bool KeepsPages => KeepPagesSwitch.IsOn || (KeepPagesVariable is not null && _keptByVariable.Value);

    /// <summary>Returns true at the first call only, so that the policy reports once that a directory has too many files.</summary>
    internal bool MarkDirectoryLimitReported() => Interlocked.Exchange(ref _directoryLimitReported, 1) == 0;

    /// <summary>Whether there is anything to do before the body runs.</summary>
    internal bool ActsOnEntry => Kind == PolicyKind.HeaderOnly || PreserveCached || Background || Recurse || WindowBytes > 0;
}

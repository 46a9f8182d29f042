using System.ComponentModel;
using IoPolicy.Advice;

namespace IoPolicy.CompilerServices;

/// <summary>What a policy asks for, as its attribute states it. Immutable, so safe for all threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class PolicyTerms
{
    private readonly Lazy<bool> _keptByVariable;

    /// <param name="kind">Which attribute stands on the method.</param>
    /// <param name="method">The method's name, with its type's, for messages and counters.</param>
    internal PolicyTerms(PolicyKind kind, string method)
    {
        Kind = kind;
        Method = method;
        _keptByVariable = new(() => KeepPagesVariable is { } name && Environment.GetEnvironmentVariable(name) is not null);
    }

    /// <summary>Which attribute stands on the method.</summary>
    public PolicyKind Kind { get; }

    /// <summary>The method's name, with its type's.</summary>
    public string Method { get; }

    /// <inheritdoc cref="DropPagesAttribute.Extent"/>
    public PolicyExtent Extent { get; init; }

    /// <summary>
    /// The window's size in bytes; 0: no windows, the drop comes once, at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/>: <see cref="DropBehindStream.DefaultWindowBytes"/>, but none for the
    /// read of a file that is no larger than one window.
    /// </summary>
    public int WindowBytes { get; init; }

    /// <inheritdoc cref="DropPagesAfterFullWriteAttribute.Durable"/>
    public bool Durable { get; init; }

    /// <inheritdoc cref="DropPagesAttribute.Spare"/>
    public SparedPages Spare { get; init; }

    /// <inheritdoc cref="DropPagesAttribute.Mode"/>
    public DropBehindMode Mode { get; init; }

    /// <inheritdoc cref="DropPagesAttribute.Background"/>
    public bool Background { get; init; }

    /// <inheritdoc cref="DropPagesAttribute.KeepPagesVariable"/>
    public string? KeepPagesVariable { get; init; }

    /// <summary>Whether this policy drops nothing: all are switched off, or this one is, by its variable.</summary>
    internal bool KeepsPages => KeepPagesSwitch.IsOn || (KeepPagesVariable is not null && _keptByVariable.Value);

    /// <summary>Whether there is anything to do before the body runs.</summary>
    internal bool ActsOnEntry => Kind == PolicyKind.HeaderOnly || Spare != SparedPages.None || Background;
}

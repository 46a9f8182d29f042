using System.ComponentModel;
using IoPolicy.DropBehind;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One method's policy, as its attribute states it: what generated code holds in a static field and enters at each call.
/// Immutable, so safe for all threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PagePolicy
{
    private readonly Lazy<bool> _keptByVariable;

    /// <summary>Makes a policy of a kind for a method.</summary>
    /// <param name="kind">Which attribute stands on the method.</param>
    /// <param name="method">The method's name, with its type's, for messages and counters.</param>
    public PagePolicy(PolicyKind kind, string method)
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
    internal bool KeepsPages => PageCache.KeepPages || (KeepPagesVariable is not null && _keptByVariable.Value);

    /// <summary>Whether there is anything to do before the body runs.</summary>
    internal bool ActsOnEntry => Kind == PolicyKind.HeaderOnly || Spare != SparedPages.None || Background;

    /// <summary>Enters the policy with an open file.</summary>
    public PolicyScope Enter(FileStream? file) => new(this, file);

    /// <summary>Enters the policy with an open file's handle.</summary>
    public PolicyScope Enter(SafeFileHandle? file) => new(this, file);

    /// <summary>Enters the policy with a stream; it acts where the stream is, or wraps, a <see cref="FileStream"/>.</summary>
    public PolicyScope Enter(Stream? file) => new(this, file);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    public PolicyScope Enter(BinaryReader? file) => new(this, file?.BaseStream);

    /// <summary>Enters the policy with a writer over a stream.</summary>
    public PolicyScope Enter(BinaryWriter? file) => new(this, UnderlyingFile.Of(file));

    /// <summary>Enters the policy with a path, which is opened for the hint alone: advice goes to the inode.</summary>
    public PolicyScope Enter(string? path) => new(this, path);

    /// <summary>Gives the hint for a file that the method returned; there was none to enter with.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public void Apply(FileStream? result) => Apply((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(SafeFileHandle? result) => new PolicyScope(this, result).Complete();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(Stream? result) => PolicyScope.OfResult(this, result).Complete();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(FileStream? result) => ApplyAsync((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(SafeFileHandle? result) => new PolicyScope(this, result).CompleteAsync();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(Stream? result) => PolicyScope.OfResult(this, result).CompleteAsync();
}

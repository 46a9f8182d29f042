using System.ComponentModel;
using IoPolicy.Hints;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One method's policy, as its attribute states it: what generated code holds in a static field and enters at each call.
/// Immutable, so safe for all threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PagePolicy
{
    private readonly PolicyTerms _terms;

    /// <summary>Makes a policy of a kind for a method.</summary>
    /// <param name="kind">Which attribute stands on the method.</param>
    /// <param name="method">The method's name, with its type's, for messages and counters.</param>
    public PagePolicy(PolicyKind kind, string method) => _terms = new PolicyTerms(kind, method);

    /// <summary>Which attribute stands on the method.</summary>
    public PolicyKind Kind => _terms.Kind;

    /// <summary>The method's name, with its type's.</summary>
    public string Method => _terms.Method;

    /// <inheritdoc cref="DropPagesAttribute.Extent"/>
    public PolicyExtent Extent
    {
        get => _terms.Extent;
        init => _terms.Extent = value;
    }

    /// <summary>
    /// The window's size in bytes; 0: no windows, the drop comes once, at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/>: <see cref="DropBehindStream.DefaultWindowBytes"/>, but none for the
    /// read of a file that is no larger than one window.
    /// </summary>
    public int WindowBytes
    {
        get => _terms.WindowBytes;
        init => _terms.WindowBytes = value;
    }

    /// <inheritdoc cref="DropPagesAfterFullWriteAttribute.Durable"/>
    public bool Durable
    {
        get => _terms.Durable;
        init => _terms.Durable = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.Spare"/>
    public SparedPages Spare
    {
        get => _terms.Spare;
        init => _terms.Spare = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.Mode"/>
    public DropBehindMode Mode
    {
        get => _terms.Mode;
        init => _terms.Mode = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.Background"/>
    public bool Background
    {
        get => _terms.Background;
        init => _terms.Background = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.KeepPagesVariable"/>
    public string? KeepPagesVariable
    {
        get => _terms.KeepPagesVariable;
        init => _terms.KeepPagesVariable = value;
    }

    /// <summary>Enters the policy with an open file.</summary>
    public PolicyScope Enter(FileStream? file) => new(_terms, file);

    /// <summary>Enters the policy with an open file's handle.</summary>
    public PolicyScope Enter(SafeFileHandle? file) => new(_terms, file);

    /// <summary>Enters the policy with a stream; it acts where the stream is, or wraps, a <see cref="FileStream"/>.</summary>
    public PolicyScope Enter(Stream? file) => new(_terms, file);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    public PolicyScope Enter(BinaryReader? file) => new(_terms, file?.BaseStream);

    /// <summary>Enters the policy with a writer over a stream.</summary>
    public PolicyScope Enter(BinaryWriter? file) => new(_terms, UnderlyingFile.Of(file));

    /// <summary>Enters the policy with a path, which is opened for the hint alone: advice goes to the inode.</summary>
    public PolicyScope Enter(string? path) => new(_terms, path);

    /// <summary>Gives the hint for a file that the method returned; there was none to enter with.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public void Apply(FileStream? result) => Apply((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(SafeFileHandle? result) => new PolicyScope(_terms, result).Complete();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(Stream? result) => PolicyScope.OfResult(_terms, result).Complete();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(FileStream? result) => ApplyAsync((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(SafeFileHandle? result) => new PolicyScope(_terms, result).CompleteAsync();

    /// <inheritdoc cref="Apply(FileStream)"/>
    public ValueTask ApplyAsync(Stream? result) => PolicyScope.OfResult(_terms, result).CompleteAsync();
}

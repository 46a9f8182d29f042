using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One call of a method that carries a policy. Generated code enters it, runs the method's body, completes it, and
/// disposes of it in a <c>finally</c>:
/// <see cref="Complete"/> gives the hint and surfaces a write-back error;
/// <see cref="Dispose"/> gives the hint where the body threw, and never throws itself.
/// </summary>
/// <remarks>A mutable structure: keep it in a local, do not copy it.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PolicyScope
{
    private readonly PagePolicy _policy;
    private readonly SafeFileHandle? _handle;
    private bool _done;

    internal PolicyScope(PagePolicy policy, SafeFileHandle? handle)
    {
        _policy = policy;
        _handle = handle;
    }

    internal PolicyScope(PagePolicy policy, Stream? stream)
        : this(policy, (stream as FileStream)?.SafeFileHandle)
    {
    }

    internal PolicyScope(PagePolicy policy, BinaryWriter? writer)
        : this(policy, writer?.BaseStream)
    {
    }

    internal PolicyScope(PagePolicy policy, string? path)
        : this(policy, (SafeFileHandle?)null)
    {
        _ = path;
    }

    /// <summary>Gives the body a stream that drops behind it, in windows; the stream itself where there are none.</summary>
    [return: NotNullIfNotNull(nameof(file))]
    public FileStream? DropBehind(FileStream? file) => _done ? file : file;

    /// <inheritdoc cref="DropBehind(FileStream)"/>
    [return: NotNullIfNotNull(nameof(file))]
    public Stream? DropBehind(Stream? file) => _done ? file : file;

    /// <summary>The body returned: gives the hint.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public void Complete()
    {
        if (!_done)
        {
            _done = true;
            if (_handle is not null && _policy.Kind != PolicyKind.HeaderOnly)
            {
                _ = PageCache.Drop(_handle);
            }
        }
    }

    /// <summary>The asynchronous body returned: gives the hint without blocking the caller.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public ValueTask CompleteAsync()
    {
        Complete();
        return default;
    }

    /// <summary>Leaves the scope. Where the body threw, gives the hint now; never throws.</summary>
    public void Dispose() => Complete();

    /// <summary>Leaves the scope of an asynchronous body. Where the body threw, gives the hint now; never throws.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}

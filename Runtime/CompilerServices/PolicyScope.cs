using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IoPolicy.DropBehind;
using IoPolicy.Hints;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One call of a method that carries a policy. Generated code enters it, runs the method's body, completes it, and
/// disposes of it in a <c>finally</c>:
/// <see cref="Complete"/> gives the hint and surfaces a write-back error;
/// <see cref="Dispose"/> gives the hint where the body threw, and never throws itself.
/// </summary>
/// <remarks>A mutable structure: keep it in a local, do not copy it, nor share it among threads. Without windows, it allocates nothing.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PolicyScope
{
    private HintRequest _request;
    private HeaderScan _header;
    private DropBehindCore? _windows;
    private bool _done;

    /// <remarks>Inlined into <see cref="PagePolicy.Enter(FileStream)"/>: else each field is copied through a write barrier.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PolicyScope(PolicyTerms policy, FileStream? file)
    {
        _request = new HintRequest(policy, file);
        if (policy.ActsOnEntry)
        {
            Prepare();
        }
    }

    internal PolicyScope(PolicyTerms policy, SafeFileHandle? handle)
        : this(new HintRequest(policy, handle))
    {
    }

    internal PolicyScope(PolicyTerms policy, Stream? stream)
        : this(new HintRequest(policy, stream))
    {
    }

    internal PolicyScope(PolicyTerms policy, string? path)
        : this(new HintRequest(policy, path))
    {
    }

    private PolicyScope(in HintRequest request)
    {
        _request = request;
        if (request.Policy.ActsOnEntry)
        {
            Prepare();
        }
    }

    /// <summary>Gives the body a stream that drops behind it, in windows; the stream itself where there are none, or where it drops behind already.</summary>
    [return: NotNullIfNotNull(nameof(file))]
    public FileStream? DropBehind(FileStream? file) =>
        file is not null && WantsWindows(file) ? new DropBehindFileStream(file, Windows(file)) : file;

    /// <inheritdoc cref="DropBehind(FileStream)"/>
    [return: NotNullIfNotNull(nameof(file))]
    public Stream? DropBehind(Stream? file) =>
        file is FileStream known ? DropBehind(known)
        : file is not null and not DropBehindStream && WantsWindows(UnderlyingFile.Find(file)) ? new DropBehindStream(Windows(file))
        : file;

    /// <summary>The body returned: gives the hint.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public void Complete()
    {
        if (!Leave())
        {
            return;
        }

        if (_windows is not null)
        {
            _windows.Complete();
        }
        else
        {
            FinalHint.Give(_request);
        }
    }

    /// <summary>The asynchronous body returned: gives the hint without blocking the caller.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public ValueTask CompleteAsync() =>
        !Leave() ? default
        : _windows is not null ? _windows.CompleteAsync()
        : FinalHint.GiveAsync(_request);

    /// <summary>Leaves the scope. Where the body threw, gives the hint now; never throws.</summary>
    public void Dispose()
    {
        if (!Leave())
        {
            return;
        }

        if (_windows is not null)
        {
            _windows.Complete(threw: true);
        }
        else
        {
            FinalHint.GiveAfterException(_request);
        }
    }

    /// <summary>Leaves the scope of an asynchronous body. Where the body threw, gives the hint now; never throws.</summary>
    public ValueTask DisposeAsync() =>
        !Leave() ? default
        : _windows is not null ? _windows.CompleteAsync(threw: true)
        : FinalHint.GiveAfterExceptionAsync(_request);

    internal static PolicyScope OfResult(PolicyTerms policy, Stream? result) => new(new HintRequest(policy, result, entry: 0));

    /// <summary>What is done before the body runs.</summary>
    private void Prepare()
    {
        if (_request.Policy.Spare == SparedPages.AlreadyCached)
        {
            _request = _request.Sparing();
        }

        if (_request.Policy.Kind == PolicyKind.HeaderOnly)
        {
            _header = HeaderScan.Begin(_request);
        }
        else if (_request.IsForLater)
        {
            _request = _request.ForLater();
        }
    }

    /// <summary>True once, and where there is a drop to give; ends a header scan.</summary>
    private bool Leave()
    {
        if (_done || _request.Policy is null)
        {
            return false;
        }

        _done = true;
        if (_request.Policy.Kind != PolicyKind.HeaderOnly)
        {
            return true;
        }

        _header.End(_request.Policy);
        return false;
    }

    private readonly bool WantsWindows(FileStream? file) =>
        _request.Policy is { WindowBytes: not 0, Kind: not PolicyKind.HeaderOnly, KeepsPages: false }
        && Kernel.IsSupported
        && file is { CanSeek: true } and not DropBehindFileStream
        && !IsWithinOneWindow(file);

    /// <summary>Where windows were not asked for by number, the read of a small file does not pay for a wrapper: no window would fill.</summary>
    private readonly bool IsWithinOneWindow(FileStream file) =>
        _request.Policy is { WindowBytes: DropPagesAttribute.AutomaticWindow, Kind: PolicyKind.DropAfterFullRead }
        && file.Length <= DropBehindStream.DefaultWindowBytes;

    private DropBehindCore Windows(Stream file)
    {
        var bytes = _request.Policy.WindowBytes;
        return _windows = new DropBehindCore(
            _request, file, bytes == DropPagesAttribute.AutomaticWindow ? DropBehindStream.DefaultWindowBytes : Math.Max(bytes, DropBehindStream.MinimumWindowBytes));
    }
}

using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IoPolicy.Advice;
using IoPolicy.DropBehind;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One call of a method that carries a policy. Generated code enters it, runs the method's body, completes it, and
/// disposes of it in a <c>finally</c>:
/// <see cref="Complete"/> gives the hint and surfaces a write-back error;
/// <see cref="Dispose"/> gives the hint where the body threw, and never throws itself.
/// </summary>
/// <remarks>
/// A mutable structure: keep it in a local, do not copy it, nor share it among threads. Without windows, it allocates nothing.
/// The asynchronous members return <see cref="Task"/>, because netstandard2.0 has no <see cref="ValueTask"/>. A finished
/// <see cref="ValueTask"/> becomes <see cref="Task.CompletedTask"/> without an allocation.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PolicyScope
{
    /// <summary>
    /// What is due when the scope is left: a hint as the policy says (<see cref="PolicyTerms"/>), one with what was made
    /// ready at entry (<see cref="HintExtras"/>), that of the windows (<see cref="DropBehindCore"/>), the end of a header scan
    /// (its handle), or nothing any more.
    /// </summary>
    private object? _due;

    private object? _target;
    private long _entry;

    /// <remarks>
    /// Inlined, and field by field: a structure that is constructed is copied to where it belongs by wide loads, which wait
    /// for the narrow stores before them (measured: 10 ns a call).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(PolicyTerms policy, object? target, long entry, out PolicyScope scope)
    {
        scope._due = policy.ActsOnEntry ? Prepare(policy, target, entry) : policy;
        scope._target = target;
        scope._entry = entry;
    }

    /// <summary>Gives the body a stream that drops behind it, in windows; the stream itself where there are none, or where it drops behind already.</summary>
    [return: NotNullIfNotNull(nameof(file))]
    public FileStream? DropBehind(FileStream? file) =>
        file is not null && WantsWindows(file) ? new DropBehindFileStream(file, Windows(file)) : file;

    /// <inheritdoc cref="DropBehind(FileStream)"/>
    [return: NotNullIfNotNull(nameof(stream))]
    public Stream? DropBehind(Stream? stream) =>
        stream is FileStream file ? DropBehind(file)
        : stream is not null and not DropBehindStream && WantsWindows(UnderlyingFile.Find(stream)) ? new DropBehindStream(Windows(stream))
        : stream;

    /// <summary>The body returned: gives the hint.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public void Complete()
    {
        switch (Leave())
        {
            case PolicyTerms policy: // First, since most calls have it.
                FinalHint.Give(new HintRequest(policy, _target, _entry));
                break;
            case DropBehindCore windows:
                windows.Complete();
                break;
            case { } due:
                FinalHint.Give(Request(due));
                break;
        }
    }

    /// <summary>The asynchronous body returned: gives the hint without blocking the caller.</summary>
    /// <exception cref="IOException">The write-back failed; the kernel reports that once per open file.</exception>
    public Task CompleteAsync() => Leave() switch
    {
        null => Task.CompletedTask,
        DropBehindCore windows => windows.CompleteAsync().AsTask(),
        var due => FinalHint.GiveAsync(Request(due)).AsTask(),
    };

    /// <summary>Leaves the scope. Where the body threw, gives the hint now; never throws.</summary>
    public void Dispose()
    {
        switch (Leave())
        {
            case DropBehindCore windows:
                windows.Complete(threw: true);
                break;
            case { } due:
                FinalHint.GiveAfterException(Request(due));
                break;
        }
    }

    /// <summary>Leaves the scope of an asynchronous body. Where the body threw, gives the hint now; never throws.</summary>
    public Task DisposeAsync() => Leave() switch
    {
        null => Task.CompletedTask,
        DropBehindCore windows => windows.CompleteAsync(threw: true).AsTask(),
        var due => FinalHint.GiveAfterExceptionAsync(Request(due)).AsTask(),
    };

    /// <summary>What is done before the body runs, and what is then due when the scope is left.</summary>
    private static object? Prepare(PolicyTerms policy, object? target, long entry)
    {
        var request = new HintRequest(policy, target, entry);
        if (policy.Kind == PolicyKind.HeaderOnly)
        {
            return HeaderScan.Begin(request);
        }

        if (policy.PreserveCached)
        {
            request = request.Sparing();
        }

        return (request.IsForLater ? request.ForLater() : request).Extras;
    }

    /// <summary>The hint or the windows that are due, once; ends a header scan.</summary>
    private object? Leave()
    {
        var due = _due;
        _due = null;
        if (due is not SafeFileHandle header)
        {
            return due;
        }

        HeaderScan.End(header);
        return null;
    }

    private readonly HintRequest Request(object due) => due is HintExtras extras
        ? new(extras.Policy, _target, _entry, extras)
        : new((PolicyTerms)due, _target, _entry);

    private readonly bool WantsWindows(FileStream? file) =>
        (_due as PolicyTerms ?? (_due as HintExtras)?.Policy) is { WindowBytes: not 0, KeepsPages: false } policy
        && Kernel.IsSupported
        && file is { CanSeek: true } and not DropBehindFileStream
        && !IsWithinOneWindow(policy, file);

    /// <summary>Where windows were not asked for by number, the read of a small file does not pay for a wrapper: no window would fill.</summary>
    private static bool IsWithinOneWindow(PolicyTerms policy, FileStream file) =>
        policy is { WindowBytes: DropPagesAttribute.AutomaticWindow, Kind: PolicyKind.DropAfterFullRead }
        && file.Length <= DropBehindStream.DefaultWindowBytes;

    private DropBehindCore Windows(Stream file)
    {
        var request = Request(_due!);
        var bytes = request.Policy.WindowBytes;
        var windows = new DropBehindCore(
            request, file, bytes == DropPagesAttribute.AutomaticWindow ? DropBehindStream.DefaultWindowBytes : Math.Max(bytes, DropBehindStream.MinimumWindowBytes));
        _due = windows;
        return windows;
    }
}

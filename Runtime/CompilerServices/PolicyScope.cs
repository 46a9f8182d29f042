using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IoPolicy.Advice;
using IoPolicy.DropBehind;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One call of a method with a policy. Generated code enters the scope, runs the method's body, completes the scope, and
/// disposes of it in a <c>finally</c>. <see cref="Complete"/> issues the advice and throws on a write-back error.
/// <see cref="Dispose"/> issues the advice if the body threw, and throws nothing.
/// </summary>
/// <remarks>
/// A mutable structure: keep it in a local, and neither copy nor share it. Without windows, it allocates nothing. The
/// asynchronous members return <see cref="Task"/>, because netstandard2.0 has no <see cref="ValueTask"/>. A finished
/// <see cref="ValueTask"/> becomes <see cref="Task.CompletedTask"/> without an allocation.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PolicyScope
{
    private Exit _exit;

    /// <summary>The object on which the exit action works. <see cref="Exit"/> determines its type.</summary>
    private object? _pending;

    private AdviceTarget _target;
    private long _entry;

    /// <summary>The action that runs once, when the scope is completed or disposed of.</summary>
    private enum Exit
    {
        /// <summary>No action.</summary>
        None,

        /// <summary>The advice of a <see cref="PolicyTerms"/>.</summary>
        Advise,

        /// <summary>The advice of <see cref="AdviceExtras"/>, which were prepared at entry.</summary>
        AdvisePrepared,

        /// <summary>The completion of the windows of a <see cref="StreamCore"/>.</summary>
        CompleteWindows,

        /// <summary>The completion of a <see cref="PathFollower"/>.</summary>
        StopFollowing,

        /// <summary>The end of an <see cref="OpenedFileCall"/>.</summary>
        EndCall,

        /// <summary>The end of a header scan on a <see cref="SafeFileHandle"/>.</summary>
        EndHeaderScan,
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(PolicyTerms policy, AdviceTarget target, out PolicyScope scope) => Enter(policy, target, target.Position, out scope);

    /// <remarks>
    /// Inlined, and sets each field by itself. A constructed structure would be copied by wide loads, which stall until the narrow stores
    /// before them are finished (measured: 10 ns per call).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(PolicyTerms policy, AdviceTarget target, long entry, out PolicyScope scope)
    {
        scope._exit = Exit.Advise;
        scope._pending = policy;
        scope._target = target;
        scope._entry = entry;
        if (policy.ActsOnEntry)
        {
            scope.Prepare(policy);
        }
    }

    /// <summary>Enters a call whose body opens files.</summary>
    internal static void Enter(OpenedFileCall call, out PolicyScope scope)
    {
        scope = default;
        (scope._exit, scope._pending) = (Exit.EndCall, call);
    }

    /// <summary>
    /// Returns the stream to pass to the body: a drop-behind stream around <paramref name="file"/>. Returns the file itself if the policy has
    /// no windows, or if the file is a drop-behind stream already.
    /// </summary>
    [return: NotNullIfNotNull(nameof(file))]
    public FileStream? DropBehind(FileStream? file) =>
        file is not null && NeedsWindows(file) ? new DropBehindFileStream(file, CreateCore(file)) : file;

    /// <summary>
    /// Returns the stream to pass to the body: a drop-behind stream around <paramref name="stream"/>. Returns the stream itself if the policy
    /// has no windows, or if the stream is a drop-behind stream already.
    /// </summary>
    [return: NotNullIfNotNull(nameof(stream))]
    public Stream? DropBehind(Stream? stream) =>
        stream is FileStream file ? DropBehind(file)
        : stream is not null and not DropBehindStream && NeedsWindows(UnderlyingFile.Find(stream)) ? new DropBehindStream(CreateCore(stream))
        : stream;

    /// <summary>
    /// Uses another path for the advice, because the body may have changed the member that has the path. Generated code calls this method
    /// after the body and before <see cref="Complete"/>.
    /// </summary>
    /// <param name="path">The current path; null keeps the path from the entry.</param>
    public void UsePath(string? path)
    {
        if (path is null || _exit is not (Exit.Advise or Exit.AdvisePrepared) || path == _target.Path)
        {
            return;
        }

        _target = AdviceTarget.From(path);
        if (_exit == Exit.AdvisePrepared && Pending<AdviceExtras>() is { Policy.PreserveCached: true } extras)
        {
            // It is unknown which pages of the other file were cached on entry, so none is dropped.
            _pending = extras with { Preserved = ResidencyMap.Unknown(0, 0) };
        }
    }

    /// <summary>
    /// Takes the call out of the caller's flow of execution. The task of the body stays in the call. Generated code calls this method before it
    /// returns the task.
    /// </summary>
    public readonly void LeaveCaller()
    {
        if (_exit == Exit.EndCall)
        {
            Pending<OpenedFileCall>().LeaveFlow();
        }
    }

    /// <summary>Issues the advice after the body has returned.</summary>
    /// <exception cref="IOException">The flush or the write-back failed. The kernel reports a failed write-back once per open file.</exception>
    public void Complete()
    {
        switch (Leave())
        {
            case Exit.Advise: // First, because it is the exit of most calls.
                FinalAdvice.Issue(Request(Exit.Advise));
                break;
            case Exit.AdvisePrepared:
                FinalAdvice.Issue(Request(Exit.AdvisePrepared));
                break;
            case Exit.CompleteWindows:
                Pending<StreamCore>().Complete();
                break;
            case Exit.StopFollowing:
                Pending<PathFollower>().Complete();
                break;
            case Exit.EndCall:
                Pending<OpenedFileCall>().Complete();
                break;
        }
    }

    /// <summary>Issues the advice after the asynchronous body has returned, without blocking the caller.</summary>
    /// <exception cref="IOException">The flush or the write-back failed. The kernel reports a failed write-back once per open file.</exception>
    public Task CompleteAsync() => Leave() switch
    {
        Exit.CompleteWindows => Pending<StreamCore>().CompleteAsync().AsTask(),
        Exit.StopFollowing => Pending<PathFollower>().CompleteAsync(),
        Exit.EndCall => Pending<OpenedFileCall>().CompleteAsync(),
        Exit.Advise => FinalAdvice.IssueAsync(Request(Exit.Advise)).AsTask(),
        Exit.AdvisePrepared => FinalAdvice.IssueAsync(Request(Exit.AdvisePrepared)).AsTask(),
        _ => Task.CompletedTask,
    };

    /// <summary>Leaves the scope. If the body threw, issues the advice now. Throws nothing.</summary>
    public void Dispose()
    {
        var exit = Leave();
        switch (exit)
        {
            case Exit.Advise or Exit.AdvisePrepared:
                FinalAdvice.IssueAfterException(Request(exit));
                break;
            case Exit.CompleteWindows:
                Pending<StreamCore>().Complete(threw: true);
                break;
            case Exit.StopFollowing:
                Pending<PathFollower>().Complete(threw: true);
                break;
            case Exit.EndCall:
                Pending<OpenedFileCall>().Abandon();
                break;
        }
    }

    /// <summary>Leaves the scope of an asynchronous body. If the body threw, issues the advice now. Throws nothing.</summary>
    public Task DisposeAsync() => Leave() switch
    {
        Exit.CompleteWindows => Pending<StreamCore>().CompleteAsync(threw: true).AsTask(),
        Exit.StopFollowing => Pending<PathFollower>().CompleteAsync(threw: true),
        Exit.EndCall => Pending<OpenedFileCall>().AbandonAsync(),
        Exit.Advise => FinalAdvice.IssueAfterExceptionAsync(Request(Exit.Advise)).AsTask(),
        Exit.AdvisePrepared => FinalAdvice.IssueAfterExceptionAsync(Request(Exit.AdvisePrepared)).AsTask(),
        _ => Task.CompletedTask,
    };

    /// <summary>Does the part of the policy's work that comes before the body.</summary>
    private void Prepare(PolicyTerms policy)
    {
        var request = new AdviceRequest(policy, _target, _entry);
        if (policy.Kind == PolicyKind.HeaderOnly)
        {
            _pending = HeaderScan.Begin(request);
            _exit = _pending is null ? Exit.None : Exit.EndHeaderScan;
            return;
        }

        if (policy.PreserveCached)
        {
            request = request.WithPreserved();
        }

        if (!policy.Recurse && PathFollower.TryStart(request) is { } follower)
        {
            (_pending, _exit) = (follower, Exit.StopFollowing);
            return;
        }

        if (policy is { PreserveCached: false, Background: false, Recurse: false })
        {
            return; // The policy only has windows for a stream, and DropBehind creates them.
        }

        if (policy is { Recurse: true, Kind: PolicyKind.DropAfterFullWrite })
        {
            request = request.WithFileTime();
        }

        _pending = (request.IsQueued ? request.WithOwnDescriptor() : request).Extras;
        _exit = Exit.AdvisePrepared;
    }

    /// <summary>Returns the exit action, and clears it, so that it runs once. Ends a header scan, and leaves the flow of a call.</summary>
    private Exit Leave()
    {
        var exit = _exit;
        _exit = Exit.None;
        if (exit == Exit.EndHeaderScan)
        {
            HeaderScan.End(Pending<SafeFileHandle>());
        }
        else if (exit == Exit.EndCall)
        {
            Pending<OpenedFileCall>().LeaveFlow();
        }

        return exit;
    }

    private readonly AdviceRequest Request(Exit exit) => exit == Exit.Advise
        ? new(Pending<PolicyTerms>(), _target, _entry)
        : new(Pending<AdviceExtras>().Policy, _target, _entry, Pending<AdviceExtras>());

    private readonly PolicyTerms? Policy() => _exit switch
    {
        Exit.Advise => Pending<PolicyTerms>(),
        Exit.AdvisePrepared => Pending<AdviceExtras>().Policy,
        _ => null,
    };

    private readonly bool NeedsWindows(FileStream? file) =>
        Policy() is { WindowBytes: not DropPagesAttribute.NoWindow, KeepsPages: false } policy
        && Kernel.IsSupported
        && file is { CanSeek: true } and not DropBehindFileStream
        && !IsWithinOneWindow(policy, file);

    /// <summary>
    /// Whether a drop-behind stream would have no use, because the whole file fits in the window. Only for a read without a requested window
    /// size.
    /// </summary>
    private static bool IsWithinOneWindow(PolicyTerms policy, FileStream file) =>
        policy is { WindowBytes: DropPagesAttribute.AutomaticWindow, Kind: PolicyKind.DropAfterFullRead }
        && file.Length <= DropBehindStream.DefaultWindowBytes;

    private StreamCore CreateCore(Stream file)
    {
        var request = Request(_exit);
        var bytes = request.Policy.WindowBytes;
        var core = StreamCore.Create(
            request, file, bytes == DropPagesAttribute.AutomaticWindow ? DropBehindStream.DefaultWindowBytes : Math.Max(bytes, DropBehindStream.MinimumWindowBytes));
        (_pending, _exit) = (core, Exit.CompleteWindows);
        return core;
    }

    private readonly T Pending<T>()
        where T : class => Unsafe.As<T>(_pending!);
}

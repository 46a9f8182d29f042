using System.Diagnostics;
using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// A window for a path: while a method runs, <see cref="FollowerThread"/> examines the file of the path, which native code
/// may read or write, and drops the pages that leave the window.
/// </summary>
/// <remarks>
/// <para>
/// The window is no strict bound, because the runtime cannot stop the method's code. While that code writes faster than the device, pages
/// under write-back stay. Mapped pages stay too.
/// </para>
/// <para>
/// The file may not exist yet, and the method may create it, or replace it. Another process may replace it too, and
/// that file must not be followed. So the follower holds the first file open, and follows a file that replaces it only if this process has
/// the new file open.
/// </para>
/// </remarks>
#pragma warning disable CA1001 // The gate has no wait handle, so nothing to dispose of.
internal sealed class PathFollower
#pragma warning restore CA1001
{
    private const int ShortestPause = 2;
    private const int LongestPause = 64;

    /// <summary>A look takes long if many pages are cached. Looks at an unchanged file take one part in this many of a processor's time.</summary>
    private const int IdleShare = 16;

    /// <summary>Where only <c>mincore</c> answers, a look at a file that is read scans all its pages. Looks take at most half of a processor's time.</summary>
    private const int ReadShare = 1;

    /// <summary>Each look at this process's descriptors costs a system call per descriptor.</summary>
    private const int MostSearches = 8;

    private readonly AdviceRequest _request;
    private readonly string _path;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PathWindow? _file;
    private bool _hasFound;
    private FileIdentity _stranger;
    private int _searches;
    private bool _hasBegun;
    private bool _hasStopped;
    private int _pause = ShortestPause;

    private PathFollower(in AdviceRequest request, string path)
    {
        _request = request;
        _path = path;
    }

    internal PolicyTerms Policy => _request.Policy;

    /// <summary>The time of the next look, as a timestamp of <see cref="Stopwatch"/>.</summary>
    internal long NextLook { get; private set; }

    /// <summary>Starts to follow the path of a request; null if the policy has no window, or if no thread can be started.</summary>
    internal static PathFollower? TryStart(in AdviceRequest request)
    {
        if (request.Target.Path is not { } path
            || request.Policy is not { WindowBytes: > 0, KeepsPages: false }
            || request.Preserved is { IsKnown: false }
            || !Kernel.IsSupported)
        {
            return null;
        }

        var follower = new PathFollower(request, path);
        follower.Look(); // Before the body, to know the file and its state.
        follower._hasBegun = true;
        if (FollowerThread.Shared.TryAdd(follower))
        {
            return follower;
        }

        follower._file?.Dispose();
        return null;
    }

    /// <summary>Looks at the file, unless the method has ended. Fails nothing.</summary>
    internal void Look()
    {
        _gate.Wait();
        var (start, isIdle) = (Stopwatch.GetTimestamp(), true);
        try
        {
            if (!_hasStopped && !Policy.KeepsPages)
            {
                Find();
                isIdle = _file?.Look() != true;
                _pause = isIdle ? Math.Min(2 * _pause, LongestPause) : Math.Max(_pause / 2, ShortestPause);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            _pause = LongestPause;
        }
        finally
        {
            var now = Stopwatch.GetTimestamp();
            NextLook = now + Math.Max(_pause * Stopwatch.Frequency / 1000, (isIdle ? IdleShare : _request.Writes ? 0 : ReadShare) * (now - start));
            _ = _gate.Release();
        }
    }

    /// <summary>Stops, and issues the last advice: write-back, with its wait, and the drop.</summary>
    /// <exception cref="IOException">A write-back failed, now or while the method ran.</exception>
    internal void Complete(bool threw = false)
    {
        FollowerThread.Shared.Remove(this);
        _gate.Wait();
        using var file = Stop();
        var request = RequestFor(file);
        if (threw)
        {
            FinalAdvice.IssueAfterException(request);
        }
        else
        {
            FinalAdvice.Issue(request);
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async Task CompleteAsync(bool threw = false)
    {
        FollowerThread.Shared.Remove(this);

        // An examination in progress may wait until the device's queue has room.
        await _gate.WaitAsync().ConfigureAwait(false);
        using var file = Stop();
        var request = RequestFor(file);
        if (threw)
        {
            await FinalAdvice.IssueAfterExceptionAsync(request).ConfigureAwait(false);
        }
        else
        {
            await FinalAdvice.IssueAsync(request).ConfigureAwait(false);
        }
    }

    private PathWindow? Stop()
    {
        _hasStopped = true;
        var file = _file;
        _file = null;
        _ = _gate.Release();
        return file;
    }

    /// <summary>
    /// The last advice is for the followed file, even if another file has replaced it. If no file was followed, the method may have
    /// renamed a file to the path, and the advice is for the current file of the path.
    /// </summary>
    private AdviceRequest RequestFor(PathWindow? file) =>
        file is { HasMoved: true } ? _request.For(file.Handle, file.HasDropped ? Math.Max(file.Length, AdviceRequest.PayloadBytes) : 0) : _request;

    /// <summary>Finds the file to follow.</summary>
    private void Find()
    {
        using var atPath = Kernel.OpenForStatus(_path);
        if (atPath is null || Kernel.Status(atPath, out var status) != 0 || !status.IsRegular)
        {
            return;
        }

        var identity = FileIdentity.Of(status);
        if (_file?.Identity == identity)
        {
            return;
        }

        if (!_hasFound || IsOpenHere(identity))
        {
            // Null if the process has no free descriptor. The next examination tries again.
            if (Kernel.Reopen(atPath) is { } handle)
            {
                _hasFound = true;
                _file?.Dispose();
                _file = new PathWindow(handle, identity, Policy, _request.Preserved, isNew: _hasBegun);
            }
        }
        else if (_file is { HasMoved: false })
        {
            // Without an open descriptor, the replaced file and its blocks would be freed.
            _file.Dispose();
            _file = null;
        }
    }

    /// <summary>Whether this process has a file open: for writing, if the policy is for a write.</summary>
    private bool IsOpenHere(FileIdentity identity)
    {
        _searches = identity == _stranger ? _searches + 1 : 1;
        _stranger = identity;
        return _searches <= MostSearches && OpenDescriptors.Contains(identity, Policy.Kind == PolicyKind.DropAfterFullWrite);
    }
}

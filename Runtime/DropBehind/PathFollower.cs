using System.Diagnostics;
using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// Follows the file of a path, which native code may read or write. While the method runs, <see cref="FollowerThread"/> examines the file,
/// and drops the pages that leave the window.
/// </summary>
/// <remarks>
/// <para>
/// The window is not a strict limit, because the runtime cannot stop the method's code. While that code writes faster than the device, pages
/// under write-back stay cached. Mapped pages stay too.
/// </para>
/// <para>
/// If the file does not exist yet, the method may create it. The method may also replace the file. Another process may replace it too, but
/// the file of another process must not be followed. So the follower keeps the first file open. It follows a replacement only if this
/// process has the new file open.
/// </para>
/// </remarks>
#pragma warning disable CA1001 // The gate has no wait handle, so nothing to dispose of.
internal sealed class PathFollower
#pragma warning restore CA1001
{
    private const int ShortestPause = 2;
    private const int LongestPause = 64;

    /// <summary>
    /// The shortest pause after the examination of an unchanged file, as a multiple of the examination's time. An examination takes long if
    /// many pages are cached.
    /// </summary>
    private const int IdlePauseFactor = 16;

    /// <summary>
    /// The factor for a changed file that is read. Without <c>cachestat</c>, an examination scans all pages with <c>mincore</c>, so the
    /// examinations take at most half of a processor's time.
    /// </summary>
    private const int ReadPauseFactor = 1;

    /// <summary>
    /// The most searches for one file among the open descriptors of this process. A search makes several system calls for each descriptor.
    /// </summary>
    private const int MaxSearches = 8;

    private readonly AdviceRequest _request;
    private readonly string _path;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PathWindow? _file;
    private bool _hasFound;
    private FileIdentity _searchedFile;
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

    /// <summary>The time of the next examination, as a timestamp of <see cref="Stopwatch"/>.</summary>
    internal long NextExamination { get; private set; }

    /// <summary>
    /// Starts to follow the path of a request. Null if the request has no path, the policy has no window or drops nothing, or no thread can
    /// be started.
    /// </summary>
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
        follower.Examine(); // Before the body, to know the file and its state.
        follower._hasBegun = true;
        if (FollowerThread.Shared.TryAdd(follower))
        {
            return follower;
        }

        follower._file?.Dispose();
        return null;
    }

    /// <summary>Examines the file, unless the method has ended. A failure only delays the next examination.</summary>
    internal void Examine()
    {
        _gate.Wait();
        var (start, isIdle) = (Stopwatch.GetTimestamp(), true);
        try
        {
            if (!_hasStopped && !Policy.KeepsPages)
            {
                Find();
                isIdle = _file?.Examine() != true;
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
            var factor = isIdle ? IdlePauseFactor : _request.Writes ? 0 : ReadPauseFactor;
            NextExamination = now + Math.Max(_pause * Stopwatch.Frequency / 1000, factor * (now - start));
            _ = _gate.Release();
        }
    }

    /// <summary>Stops following the file, waits for the write-back, and drops the pages.</summary>
    /// <param name="threw">Whether the method threw. If so, this method throws nothing.</param>
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
    /// Creates the request for the advice at the end. The advice is for the followed file, even if another file has replaced it. If the
    /// followed file was not read or written, the method may have renamed another file to the path, so the advice is for the current file of
    /// the path.
    /// </summary>
    private AdviceRequest RequestFor(PathWindow? file) =>
        file is { HasMoved: true } ? _request.WithFile(file.Handle, file.HasDropped ? Math.Max(file.Length, AdviceRequest.PayloadBytes) : 0) : _request;

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
            // Reopen returns null if the process has no free descriptor. The next examination tries again.
            if (Kernel.Reopen(atPath) is { } handle)
            {
                _hasFound = true;
                _file?.Dispose();
                _file = new PathWindow(handle, identity, Policy, _request.Preserved, isNew: _hasBegun);
            }
        }
        else if (_file is { HasMoved: false })
        {
            // The descriptor would keep the blocks of the replaced file allocated.
            _file.Dispose();
            _file = null;
        }
    }

    /// <summary>Whether this process has a file open. For a write policy, only a descriptor that was opened for writing counts.</summary>
    private bool IsOpenHere(FileIdentity identity)
    {
        _searches = identity == _searchedFile ? _searches + 1 : 1;
        _searchedFile = identity;
        return _searches <= MaxSearches && OpenDescriptors.Contains(identity, Policy.Kind == PolicyKind.DropAfterFullWrite);
    }
}

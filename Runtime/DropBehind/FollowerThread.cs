using System.Diagnostics;

namespace IoPolicy.DropBehind;

/// <summary>
/// The thread that examines the files of all <see cref="PathFollower"/>s, each file at the time that its follower sets. The thread sleeps
/// if there is no follower.
/// </summary>
internal sealed class FollowerThread
{
    private readonly object _lock = new(); // A Monitor, which can wait, unlike a Lock.
    private readonly List<PathFollower> _followers = [];
    private bool _started;

    internal static FollowerThread Shared { get; } = new();

    /// <summary>Adds a follower, and starts the thread with the first one. Returns false if the system cannot start another thread.</summary>
    internal bool TryAdd(PathFollower follower)
    {
        lock (_lock)
        {
            if (!TryStart())
            {
                return false;
            }

            _followers.Add(follower);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    internal void Remove(PathFollower follower)
    {
        lock (_lock)
        {
            _ = _followers.Remove(follower);
        }
    }

    private bool TryStart()
    {
        if (!_started)
        {
            try
            {
                new Thread(Work) { IsBackground = true, Name = "IoPolicy windows" }.Start();
                _started = true;
            }
            catch (OutOfMemoryException)
            {
                // .NET throws this exception if pthread_create returns EAGAIN: too many threads exist, which may be temporary.
            }
        }

        return _started;
    }

    private void Work()
    {
        while (true)
        {
            Next().Examine();
        }
    }

    /// <summary>Waits until it is time to examine a file, and returns its follower.</summary>
    private PathFollower Next()
    {
        lock (_lock)
        {
            while (true)
            {
                var next = _followers.MinBy(static follower => follower.NextExamination);
                var ticks = next is null ? 0 : next.NextExamination - Stopwatch.GetTimestamp();
                if (next is not null && ticks <= 0)
                {
                    return next;
                }

                var milliseconds = next is null ? Timeout.Infinite : (int)((ticks * 1000 / Stopwatch.Frequency) + 1);
                _ = Monitor.Wait(_lock, milliseconds);
            }
        }
    }
}

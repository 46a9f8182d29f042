using System.Diagnostics;

namespace IoPolicy.DropBehind;

/// <summary>The one thread that examines the followed files, each file when it is due. It sleeps if no file is followed.</summary>
internal sealed class FollowerThread
{
    private readonly object _lock = new(); // A Monitor, which can wait, unlike a Lock.
    private readonly List<PathFollower> _followers = [];
    private bool _started;

    internal static FollowerThread Shared { get; } = new();

    /// <summary>Returns false if the system has no room for a thread.</summary>
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
                // .NET throws it for EAGAIN of pthread_create: a limit of processes, which may be temporary.
            }
        }

        return _started;
    }

    private void Work()
    {
        while (true)
        {
            Next().Look();
        }
    }

    /// <summary>Waits until a look is due.</summary>
    private PathFollower Next()
    {
        lock (_lock)
        {
            while (true)
            {
                var next = _followers.MinBy(static follower => follower.NextLook);
                var ticks = next is null ? 0 : next.NextLook - Stopwatch.GetTimestamp();
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

using System.Runtime.InteropServices;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The directory's advisory lock: flock(2) on the directory itself, so there is no lock file to delete. It is held for moments:
/// while names change (a rename, a removal, a new temporary file) and while a hit is counted, but not while a payload moves.
/// Readers do not acquire it. The kernel releases it when its holder dies.
/// </summary>
/// <remarks>Other systems than Linux have no such lock, so only one process may use a directory there.</remarks>
internal sealed class DirectoryLock : IDisposable
{
    /// <summary>The longest pause between two attempts, in milliseconds.</summary>
    private const int LongestPause = 10;

    private readonly SafeFileHandle? _directory;
    private readonly SemaphoreSlim? _threadQueue;

    private DirectoryLock(SafeFileHandle? directory, SemaphoreSlim? threadQueue)
    {
        _directory = directory;
        _threadQueue = threadQueue;
    }

    /// <summary>
    /// Acquires the lock. flock(2) has no timeout, and .NET restarts it after a signal, so the wait is a series of attempts.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="clock">Measures the wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="threadQueue">
    /// The semaphore for which the threads of this process queue. It is released with the lock. Null if there is none.
    /// </param>
    /// <exception cref="IOException">The lock was not free in time, or the directory cannot be opened or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal static DirectoryLock Acquire(string path, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation, SemaphoreSlim? threadQueue = null)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!OperatingSystem.IsLinux())
        {
            return new DirectoryLock(null, threadQueue);
        }

        var directory = SafeFiles.OpenDirectory(path);
        try
        {
            if (!TryAcquire(directory, path))
            {
                var start = clock.GetTimestamp();
                for (var pause = 1; !TryAcquire(directory, path); pause = Math.Min(2 * pause, LongestPause))
                {
                    if (timeout != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(start) >= timeout)
                    {
                        throw NotFree(path, timeout, LockHolder.Describe(directory));
                    }

                    cancellation.WaitHandle.WaitOne(pause);
                    cancellation.ThrowIfCancellationRequested();
                }
            }

            return new DirectoryLock(directory, threadQueue);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Creates the exception for a wait that exceeded the timeout.</summary>
    internal static IOException NotFree(string path, TimeSpan timeout, string holder) =>
        new($"{path}: the directory's lock was not free within {timeout.TotalSeconds:0.###} s: {holder}", Errno.EAGAIN);

    /// <summary>Releases the lock by closing the directory.</summary>
    public void Dispose()
    {
        _directory?.Dispose();
        _threadQueue?.Release();
    }

    private static bool TryAcquire(SafeFileHandle directory, string path)
    {
        while (Posix.Flock(directory, Posix.LockExclusive | Posix.LockNow) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
            {
                return false;
            }

            if (errno != Errno.EINTR)
            {
                throw Errno.Exception(path, "the directory cannot be locked", errno);
            }
        }

        return true;
    }
}

using System.Runtime.InteropServices;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The folder's advisory lock: flock(2) on the folder itself, so that there is no lock file to lose. It is held for
/// moments only — while names change (a rename, a removal, a new temporary) and while a hit is counted — never while a
/// payload moves. Readers do not take it. The kernel releases it when its holder dies.
/// </summary>
/// <remarks>On other systems than Linux there is no such lock, and a folder is for one process.</remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>The longest pause between two attempts, in milliseconds.</summary>
    private const int LongestPause = 10;

    private readonly SafeFileHandle? _folder;
    private readonly SemaphoreSlim? _turn;

    private FolderLock(SafeFileHandle? folder, SemaphoreSlim? turn)
    {
        _folder = folder;
        _turn = turn;
    }

    /// <summary>
    /// Waits for the lock. flock(2) knows no deadline, and .NET restarts it after a signal, so the wait is a series of
    /// attempts.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
    /// <param name="clock">What measures the wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="turn">Released with the lock; null: nothing is.</param>
    /// <exception cref="IOException">The lock was not free in time, or the folder cannot be opened or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal static FolderLock Take(string path, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation, SemaphoreSlim? turn = null)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!OperatingSystem.IsLinux())
        {
            return new FolderLock(null, turn);
        }

        var folder = SafeFiles.OpenFolder(path);
        try
        {
            if (!TryTake(folder, path))
            {
                var start = clock.GetTimestamp();
                for (var pause = 1; !TryTake(folder, path); pause = Math.Min(2 * pause, LongestPause))
                {
                    if (timeout != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(start) >= timeout)
                    {
                        throw NotFree(path, timeout, LockHolder.Describe(folder));
                    }

                    cancellation.WaitHandle.WaitOne(pause);
                    cancellation.ThrowIfCancellationRequested();
                }
            }

            return new FolderLock(folder, turn);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The failure of a wait that lasted too long.</summary>
    internal static IOException NotFree(string path, TimeSpan timeout, string holder) =>
        new($"{path}: the folder's lock was not free within {timeout.TotalSeconds:0.###} s: {holder}", Errno.EAGAIN);

    /// <summary>Closing the folder releases the lock.</summary>
    public void Dispose()
    {
        _folder?.Dispose();
        _turn?.Release();
    }

    private static bool TryTake(SafeFileHandle folder, string path)
    {
        while (Posix.Flock(folder, Posix.LockExclusive | Posix.LockNow) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
            {
                return false;
            }

            if (errno != Errno.EINTR)
            {
                throw Errno.Exception(path, "the folder cannot be locked", errno);
            }
        }

        return true;
    }
}

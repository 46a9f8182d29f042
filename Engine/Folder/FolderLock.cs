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
    private readonly SafeFileHandle? _folder;

    private FolderLock(SafeFileHandle? folder) => _folder = folder;

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="IOException">The folder cannot be opened or locked.</exception>
    internal static FolderLock Take(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FolderLock(null);
        }

        var folder = SafeFiles.OpenFolder(path);
        while (Posix.Flock(folder, Posix.LockExclusive) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.EINTR)
            {
                folder.Dispose();
                throw Errno.Exception(path, "the folder cannot be locked", error);
            }
        }

        return new FolderLock(folder);
    }

    /// <summary>Closing the folder releases the lock.</summary>
    public void Dispose() => _folder?.Dispose();
}

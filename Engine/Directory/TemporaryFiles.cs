using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The files that a save writes before it renames them: KEY.kv.tmp.PROCESS-RANDOM, locked by their writer while it
/// lives. ds4's are KEY.kv.tmp.PROCESS, and stay for ever when it dies.
/// </summary>
internal static class TemporaryFiles
{
    private const string Marker = ".tmp.";

    /// <summary>Creates a temporary and locks it. To be called with the directory locked, so that no sweep sees it without its lock.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    internal static FileStream Create(string directory, string fileName)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{fileName}{Marker}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        var file = SafeFiles.Create(Path.Combine(directory, name));
        if (OperatingSystem.IsLinux())
        {
            // Where the file system has no locks, the sweep cannot take one either, and judges by process and age.
            _ = Posix.Flock(file.SafeFileHandle, Posix.LockExclusive | Posix.LockNow);
        }

        return file;
    }

    /// <summary>The temporaries of a directory, ours and ds4's, alive or abandoned.</summary>
    internal static IEnumerable<string> In(string directory) =>
        Directory.EnumerateFiles(directory, "*" + Marker + "*").Where(path => ProcessOf(Path.GetFileName(path)) is not null);

    /// <summary>Removes a temporary that is of no use. If that fails, the next sweep does it: the failure that led here is what counts.</summary>
    internal static bool TryDiscard(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes temporaries whose writers are gone. To be called with the directory locked.</summary>
    /// <returns>The paths removed.</returns>
    internal static IReadOnlyList<string> Sweep(string directory, DateTimeOffset now, TimeSpan foreignAge)
    {
        var swept = new List<string>();
        foreach (var path in In(directory))
        {
            if (IsAbandoned(path, now, foreignAge) && TryDiscard(path))
            {
                swept.Add(path);
            }
        }

        return swept;
    }

    /// <summary>
    /// One of ours is abandoned when its lock can be taken. One of another program's, or where the file system has no
    /// locks, is abandoned when no process of its number is there and it was not written for a while (the process may be
    /// in another container, where its number says nothing).
    /// </summary>
    private static bool IsAbandoned(string path, DateTimeOffset now, TimeSpan foreignAge)
    {
        if (!SafeFiles.TryOpen(path, write: false, out var file, out _, out _))
        {
            return false;
        }

        using (file)
        {
            return (IsOurs(path) ? CanLock(file) : null)
                ?? (!IsAlive(ProcessOf(Path.GetFileName(path))) && now - LastWrite(file) >= foreignAge);
        }
    }

    /// <summary>Whether nobody holds a file's lock; null where there are no locks.</summary>
    private static bool? CanLock(SafeFileHandle file) =>
        !OperatingSystem.IsLinux() ? null
        : Posix.Flock(file, Posix.LockExclusive | Posix.LockNow) == 0 ? true
        : Marshal.GetLastPInvokeError() == Errno.EAGAIN ? false
        : null;

    private static bool IsOurs(string path) => Path.GetFileName(path.AsSpan()).Contains('-');

    private static DateTimeOffset LastWrite(SafeFileHandle file) => File.GetLastWriteTimeUtc(file);

    /// <summary>The writer's process by a temporary's name; null where the name is not one.</summary>
    private static int? ProcessOf(ReadOnlySpan<char> name)
    {
        var end = name.IndexOf(Marker);
        if (end < 0 || !KvcKey.TryParseFileName(name[..end], out _))
        {
            return null;
        }

        var writer = name[(end + Marker.Length)..];
        var dash = writer.IndexOf('-');
        return int.TryParse(dash < 0 ? writer : writer[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
    }

    /// <summary>Whether a process is there; where that cannot be asked, it counts as alive.</summary>
    private static bool IsAlive(int? process) =>
        !OperatingSystem.IsLinux()
        || process is not (> 0 and var number)
        || Posix.Kill(number, 0) == 0
        || Marshal.GetLastPInvokeError() != Errno.ESRCH;
}

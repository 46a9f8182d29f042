using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using IoPolicy;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The files that a save writes before it renames them: NAME.kv.tmp.PROCESS-RANDOM, locked by their writer while it
/// lives. Those of ds4's server are NAME.kv.tmp.PROCESS, those of its agent NAME.kv.tmp.XXXXXX, and stay when it dies.
/// </summary>
internal static class TemporaryFiles
{
    private const string Marker = ".tmp.";

    /// <summary>mkstemp(3) replaces six letters.</summary>
    private const int AgentLetters = 6;

    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Creates a temporary and locks it. To be called with the directory locked, so that no sweep sees it without its lock.</summary>
    /// <remarks>Where the file system has no locks, the sweep cannot take one either, and judges by process and age.</remarks>
    /// <exception cref="IOException">It cannot be created.</exception>
    internal static DurableFile Create(string directory, string fileName) => DurableFile.Create(Path.Combine(directory, fileName), new DurableFileOptions
    {
        BufferSize = 0,
        IgnoreTarget = true,
        TemporaryPrefix = string.Create(CultureInfo.InvariantCulture, $"{fileName}{Marker}{Environment.ProcessId}-"),
    });

    /// <summary>The temporaries of a directory, ours and ds4's, alive or abandoned.</summary>
    internal static IEnumerable<string> In(string directory) =>
        Directory.EnumerateFiles(directory, "*" + Marker + "*").Where(path => WriterOf(Path.GetFileName(path)) is not []);

    /// <summary>Removes an abandoned temporary. If that fails, the next sweep does it.</summary>
    private static bool TryDiscard(string path)
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
    /// One of ours is abandoned when its lock can be taken. One of another program's, or if the file system has no
    /// locks, is abandoned when no process of its number exists and it was not written for a while (the process may be
    /// in another container, where its number means nothing). One of ds4's agent has no number: no process may have it open.
    /// </summary>
    private static bool IsAbandoned(string path, DateTimeOffset now, TimeSpan foreignAge)
    {
        if (!SafeFiles.TryOpen(path, write: false, out var file, out _, out _))
        {
            return false;
        }

        using (file)
        {
            if (IsOurs(path) && CanLock(file) is { } canLock)
            {
                return canLock;
            }

            if (now - LastWrite(file) < foreignAge)
            {
                return false;
            }
        }

        return ProcessOf(WriterOf(Path.GetFileName(path))) is { } process ? !IsAlive(process) : !OpenFiles.MayBeOpen(path);
    }

    /// <summary>Whether nobody holds a file's lock; null where there are no locks.</summary>
    private static bool? CanLock(SafeFileHandle file) =>
        !OperatingSystem.IsLinux() ? null
        : Posix.Flock(file, Posix.LockExclusive | Posix.LockNow) == 0 ? true
        : Marshal.GetLastPInvokeError() == Errno.EAGAIN ? false
        : null;

    private static bool IsOurs(string path) => Path.GetFileName(path.AsSpan()).Contains('-');

    private static DateTimeOffset LastWrite(SafeFileHandle file) => File.GetLastWriteTimeUtc(file);

    /// <summary>The part of a temporary file's name that names its writer; empty for another name.</summary>
    private static ReadOnlySpan<char> WriterOf(ReadOnlySpan<char> name)
    {
        var end = name.IndexOf(Marker);
        if (end < 0 || (!KvcKey.TryParseFileName(name[..end], out _) && name[..end] is not CacheFileName.SystemPromptName))
        {
            return [];
        }

        var writer = name[(end + Marker.Length)..];
        return ProcessOf(writer) is not null || (writer.Length == AgentLetters && !writer.ContainsAnyExcept(Letters)) ? writer : [];
    }

    /// <summary>The writer's process; null for ds4's agent. Six digits may be either, and are taken for a process.</summary>
    private static int? ProcessOf(ReadOnlySpan<char> writer)
    {
        var dash = writer.IndexOf('-');
        return int.TryParse(dash < 0 ? writer : writer[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
    }

    /// <summary>Whether a process is there; where that cannot be asked, it counts as alive.</summary>
    private static bool IsAlive(int process) =>
        !OperatingSystem.IsLinux()
        || process <= 0
        || Posix.Kill(process, 0) == 0
        || Marshal.GetLastPInvokeError() != Errno.ESRCH;
}

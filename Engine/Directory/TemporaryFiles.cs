using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using IoPolicy;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The files that a save writes before it renames them: NAME.kv.tmp.PROCESS-RANDOM. The writer holds a lock while it lives.
/// ds4's server uses NAME.kv.tmp.PROCESS, and its agent NAME.kv.tmp.XXXXXX. Both leave the file when they die.
/// </summary>
internal static class TemporaryFiles
{
    private const string Marker = ".tmp.";

    /// <summary>The number of letters at the end of the name, which mkstemp(3) chooses.</summary>
    private const int AgentLetters = 6;

    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Creates and locks a temporary file. Call it with the directory locked, so that no sweep sees the file without its lock.
    /// </summary>
    /// <remarks>On a file system without locks, the sweep cannot acquire one either, and decides by process and age.</remarks>
    /// <exception cref="IOException">The file cannot be created.</exception>
    internal static DurableFile Create(string directory, string fileName) => DurableFile.Create(Path.Combine(directory, fileName), new DurableFileOptions
    {
        BufferSize = 0,
        IgnoreTarget = true,
        TemporaryPrefix = string.Create(CultureInfo.InvariantCulture, $"{fileName}{Marker}{Environment.ProcessId}-"),
    });

    /// <summary>Gets the temporary files of a directory, of IoPolicy and ds4, in use or abandoned.</summary>
    internal static IEnumerable<string> In(string directory) =>
        Directory.EnumerateFiles(directory, "*" + Marker + "*").Where(path => WriterOf(Path.GetFileName(path)) is not []);

    /// <summary>Removes an abandoned temporary file. If that fails, the next sweep does it.</summary>
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

    /// <summary>Removes temporary files whose writers are gone. Call it with the directory locked.</summary>
    /// <returns>The removed paths.</returns>
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
    /// A temporary file of IoPolicy is abandoned if its lock is free. A file of another program, or any file on a file system without
    /// locks, is abandoned if it was not written for a while and no process has the ID in its name. The age matters because the
    /// process may run in another container, where the same process has another ID. A file of ds4's agent has no ID in its name, so
    /// the class checks that no process has the file open.
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

    /// <summary>Whether a file's lock is free; null if there are no locks.</summary>
    private static bool? CanLock(SafeFileHandle file) =>
        !OperatingSystem.IsLinux() ? null
        : Posix.Flock(file, Posix.LockExclusive | Posix.LockNow) == 0 ? true
        : Marshal.GetLastPInvokeError() == Errno.EAGAIN ? false
        : null;

    private static bool IsOurs(string path) => Path.GetFileName(path.AsSpan()).Contains('-');

    private static DateTimeOffset LastWrite(SafeFileHandle file) => File.GetLastWriteTimeUtc(file);

    /// <summary>Gets the part of a temporary file's name that identifies its writer; empty for another name.</summary>
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

    /// <summary>
    /// Gets the ID of the writer's process; null for ds4's agent. Six digits can be an ID or the agent's letters, and count as an ID.
    /// </summary>
    private static int? ProcessOf(ReadOnlySpan<char> writer)
    {
        var dash = writer.IndexOf('-');
        return int.TryParse(dash < 0 ? writer : writer[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
    }

    /// <summary>Whether a process exists. If that is unknown, it counts as alive.</summary>
    private static bool IsAlive(int process) =>
        !OperatingSystem.IsLinux()
        || process <= 0
        || Posix.Kill(process, 0) == 0
        || Marshal.GetLastPInvokeError() != Errno.ESRCH;
}

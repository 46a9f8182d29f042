using System.Globalization;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Finds the holder of a directory's lock in <c>/proc/locks</c>, and describes it for the user.</summary>
internal static class LockHolder
{
    /// <summary>Describes the holder, for the end of a message.</summary>
    internal static string Describe(SafeFileHandle directory)
    {
        try
        {
            return Posix.TryStat(directory, out var status) && FindProcess(status.Identity.Inode) is { } process
                ? Describe(process)
                : "a process holds it that cannot be seen from here (of another container, or of another machine)";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "its holder could not be found out";
        }
    }

    /// <summary>
    /// Finds the process with a lock on an inode. A line reads "1: FLOCK ADVISORY WRITE 4711 fd:00:1234 0 EOF", or "1: -> FLOCK …" for a
    /// process that only waits. Only the inode is compared, because on btrfs the device in a line differs from that of stat(2).
    /// </summary>
    private static int? FindProcess(ulong inode)
    {
        foreach (var line in File.ReadLines("/proc/locks"))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "FLOCK", _, _, var process, var file, ..]
                && file.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{inode}"), StringComparison.Ordinal))
            {
                return int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }

    private static string Describe(int process)
    {
        if (process == Environment.ProcessId)
        {
            return "another thread of this process holds it";
        }

        var directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        if (!Directory.Exists(directory))
        {
            return string.Create(CultureInfo.InvariantCulture, $"process {process} took it and has ended; a process that inherited the lock holds it");
        }

        var name = File.ReadAllText(directory + "/comm").Trim();
        var status = File.ReadAllLines(directory + "/status");
        var who = string.Create(CultureInfo.InvariantCulture, $"process {process} ({name})");
        return Field(status, "Uid:") != Field(File.ReadAllLines("/proc/self/status"), "Uid:")
                ? $"{who} of another user holds it; only the owner may open a directory of mode 0700"
            : Field(status, "State:") is "T" or "t"
                ? $"{who} holds it and is stopped"
            : $"{who} holds it";
    }

    private static string? Field(string[] status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) is [_, var value, ..] ? value : null;
}

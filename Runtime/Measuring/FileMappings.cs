using System.Globalization;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Finds the processes that have mapped a file, in <c>/proc/…/maps</c>.</summary>
internal static class FileMappings
{
    /// <summary>Gets the id of another process that has mapped a file; null if there is none, or if it cannot be inspected.</summary>
    internal static string? FindOther(SafeFileHandle file, StatX status)
    {
        try
        {
            foreach (var directory in Directory.EnumerateDirectories("/proc"))
            {
                var name = Path.GetFileName(directory);
                if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && id != Environment.ProcessId
                    && Find(name, file, status) is not null)
                {
                    return name;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No descriptor is free, or /proc is not mounted.
        }

        return null;
    }

    /// <summary>Gets the addresses at which a process has mapped a file; null if it has not mapped the file, or cannot be inspected.</summary>
    internal static string? Find(string process, SafeFileHandle file, StatX status)
    {
        var path = Kernel.PathOf(file);
        try
        {
            // 7f0c34e5b000-7f0c34e5d000 r--s 00000000 fe:00 1583   /path
            foreach (var line in File.ReadLines($"/proc/{process}/maps"))
            {
                var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                if (fields.Length == 6
                    && ulong.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
                    && inode == status.InodeNumber
                    && (fields[3] == $"{status.DeviceMajor:x2}:{status.DeviceMinor:x2}" || fields[5] == path))
                {
                    return fields[0];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process belongs to another user, or has ended.
        }

        return null;
    }
}

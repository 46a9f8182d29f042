using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>Looks for processes that have a file open, by the descriptors under <c>/proc</c>.</summary>
internal static class OpenFiles
{
    /// <summary>
    /// Whether a process has the file open. Also true if that is unknown: on other systems than Linux, if the path leads to no
    /// regular file, and if a process of this user hides its descriptors. Processes in other containers are invisible.
    /// </summary>
    /// <remarks>The kernel shows the descriptors of other users' processes to root only. The search skips them, because ds4 creates its files with mode 0600.</remarks>
    internal static bool MayBeOpen(string path)
    {
        if (!OperatingSystem.IsLinux() || IdentityOf(path, Posix.NoFollow) is not { } file)
        {
            return true;
        }

        var ownUser = UserOf("/proc/self");
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(process + "/fd").Any(descriptor => IdentityOf(descriptor, flags: 0) == file))
                {
                    return true;
                }
            }
            catch (UnauthorizedAccessException)
            {
                if (UserOf(process) == ownUser)
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // The process has ended.
            }
        }

        return false;
    }

    private static FileIdentity? IdentityOf(string path, int flags)
    {
        using SafeFileHandle file = Posix.Open(path, Posix.PathOnly | Posix.CloseOnExec | flags);
        return !file.IsInvalid && Posix.TryStat(file, out var status) && status.IsRegular ? status.Identity : null;
    }

    private static string? UserOf(string process)
    {
        try
        {
            return File.ReadLines(process + "/status").FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

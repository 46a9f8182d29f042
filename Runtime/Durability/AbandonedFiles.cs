using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Durability;

/// <summary>Removes the temporary files of processes that have ended: those on which no process holds a lock.</summary>
internal static class AbandonedFiles
{
    /// <summary>Removes the abandoned files of a directory. Returns their number.</summary>
    internal static int Remove(string directory)
    {
        var names = Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).OfType<string>().Where(TemporaryFile.IsName).ToList();
        if (names.Count == 0)
        {
            return 0;
        }

        if (!Kernel.IsSupported)
        {
            return names.Count(name => RemoveUnshared(Path.Combine(directory, name)));
        }

        var error = DirectoryCalls.OpenDirectory(directory, out var opened);
        if (error != 0)
        {
            throw new IOException($"Opening the directory '{directory}' failed: {Errno.Describe(error)}.", error);
        }

        using (opened)
        {
            return names.Count(name => RemoveUnlocked(opened, name));
        }
    }

    private static bool RemoveUnlocked(SafeFileHandle directory, string name)
    {
        if (DirectoryCalls.OpenFile(directory, name, out var file) != 0)
        {
            return false;
        }

        using (file)
        {
            return Kernel.Status(file, out var status) == 0
                && status.IsRegular
                && DirectoryCalls.LockAsAbandoned(file) == 0
                && DirectoryCalls.Unlink(directory, name) == 0;
        }
    }

    /// <summary>
    /// Removes a file that no process has open. On Windows, opening a file without sharing fails while another process has the file open.
    /// </summary>
    private static bool RemoveUnshared(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

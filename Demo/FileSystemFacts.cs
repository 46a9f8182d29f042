namespace Kv.Demo;

/// <summary>Reads facts about the file system of a directory.</summary>
internal static class FileSystemFacts
{
    /// <summary>
    /// Gets the name of the file system. It is unknown in a <c>chroot</c> whose root is not a mount point, because .NET searches the mounts
    /// of the process.
    /// </summary>
    internal static string FormatOf(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).DriveFormat;
        }
        catch (DriveNotFoundException)
        {
            return "an unknown file system";
        }
    }

    /// <summary>Gets the number of free bytes for this user (<c>statvfs</c>).</summary>
    internal static long FreeBytesOf(string directory) => new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
}

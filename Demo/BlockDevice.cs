namespace Kv.Demo;

/// <summary>The drive that a directory is on.</summary>
internal static class BlockDevice
{
    /// <summary>
    /// The file system of a directory. .NET looks for it among the process's mounts, and in a <c>chroot</c> whose root is no
    /// mount point its own is not among them.
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

    /// <summary>The bytes that a program may still write (<c>statvfs</c>).</summary>
    internal static long FreeBytesOf(string directory) => new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
}

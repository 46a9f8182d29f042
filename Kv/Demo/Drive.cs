namespace Kv.Demo;

/// <summary>The drive that a folder is on.</summary>
internal static class Drive
{
    /// <summary>
    /// The file system of a folder. .NET looks for it among the process's mounts, and in a <c>chroot</c> whose root is no
    /// mount point its own is not among them.
    /// </summary>
    internal static string FormatOf(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).DriveFormat;
        }
        catch (DriveNotFoundException)
        {
            return "an unknown file system";
        }
    }

    /// <summary>The bytes that a program may still write (<c>statvfs</c>).</summary>
    internal static long FreeBytesOf(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
}

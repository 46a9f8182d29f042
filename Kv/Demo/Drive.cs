namespace Kv.Demo;

/// <summary>The drive that a folder is on.</summary>
internal static class Drive
{
    /// <summary>
    /// Null where the system does not tell: .NET looks for it among the process's mounts, and in a <c>chroot</c> whose
    /// root is no mount point its own is not among them.
    /// </summary>
    internal static DriveInfo? Of(string folder)
    {
        var drive = new DriveInfo(Path.GetFullPath(folder));
        try
        {
            _ = drive.DriveFormat;
            return drive;
        }
        catch (DriveNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The file system of a folder.</summary>
    internal static string FormatOf(string folder) => Of(folder)?.DriveFormat ?? "an unknown file system";
}

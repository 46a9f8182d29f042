namespace IoPolicy.Testing;

/// <summary>
/// An xunit class fixture that mounts a file system for the tests of a class. It needs root. If the mount fails,
/// <see cref="CreateDirectory"/> skips the test with the reason.
/// </summary>
public abstract class MountPoint : IDisposable
{
    private readonly string _path;
    private bool _mounted;

    /// <param name="scratch">The directory of the mount point and its image; deleted with the mount.</param>
    private protected MountPoint(ScratchDirectory scratch)
    {
        Scratch = scratch;
        _path = Directory.CreateDirectory(scratch.File("mnt")).FullName;
    }

    /// <summary>The reason for a missing mount; null if the file system is mounted.</summary>
    public string? SkipReason { get; private protected init; }

    private protected ScratchDirectory Scratch { get; }

    /// <summary>The path of the mount point.</summary>
    private protected string Root => _path;

    /// <summary>Creates a directory on the file system, or skips the test if the file system is not mounted.</summary>
    public ScratchDirectory CreateDirectory()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }

        return new ScratchDirectory(_path);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        if (_mounted)
        {
            // The unmount also removes the loop device that mount(8) created. The unmount is lazy, because a child that a parallel
            // test starts holds all files of this process open until its exec.
            _ = Shell.Run("umount", "--lazy", _path).OrThrow();
        }

        Scratch.Dispose();
    }

    /// <summary>Gets the reason why this process cannot mount anything; null if it can.</summary>
    /// <param name="what">The name of the file system, for the reason.</param>
    internal static string? Obstacle(string what) =>
        OperatingSystem.IsLinux() && Environment.UserName == "root" ? null : $"Mounting {what} needs Linux and root.";

    /// <summary>Mounts the file system.</summary>
    /// <param name="what">The name of the file system, for the reason.</param>
    /// <param name="arguments">The arguments of mount(8) before the mount point.</param>
    /// <returns>The reason for a failure; null on success.</returns>
    private protected string? Mount(string what, params IEnumerable<string> arguments)
    {
        var mount = Shell.Run("mount", [.. arguments, _path]);
        _mounted = mount.Succeeded;
        return _mounted ? null : $"Mounting {what} failed: {mount.Error.Trim()}";
    }
}

namespace IoPolicy.Testing;

/// <summary>
/// A file system of a kind of its own, mounted for the tests of a class: an xunit class fixture. Needs root; where it
/// cannot be had, <see cref="Folder"/> skips the test with the reason.
/// </summary>
public abstract class MountPoint : IDisposable
{
    private readonly string _path;
    private bool _mounted;

    /// <param name="scratch">Where it is mounted, and what it is made of; deleted with it.</param>
    private protected MountPoint(ScratchFolder scratch)
    {
        Scratch = scratch;
        _path = Directory.CreateDirectory(scratch.File("mnt")).FullName;
    }

    /// <summary>Why there is no such file system here; null where there is.</summary>
    public string? SkipReason { get; private protected init; }

    private protected ScratchFolder Scratch { get; }

    /// <summary>A new folder on the file system; skips the test where there is none.</summary>
    public ScratchFolder Folder()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }

        return new ScratchFolder(_path);
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
            // A loop device that mount(8) set up goes with the mount. Lazily: a process that a test beside this one is just
            // starting holds all of this process's files until its exec.
            _ = Shell.Run("umount", "--lazy", _path).OrThrow();
        }

        Scratch.Dispose();
    }

    /// <summary>Why nothing can be mounted by this process; null where it can.</summary>
    /// <param name="what">What is to be mounted.</param>
    private protected static string? Obstacle(string what) =>
        OperatingSystem.IsLinux() && Environment.UserName == "root" ? null : $"Mounting {what} needs Linux and root.";

    /// <summary>Mounts it.</summary>
    /// <param name="what">What is mounted.</param>
    /// <param name="arguments">What mount(8) is told of it, before the place.</param>
    /// <returns>Why that failed; null where it did not.</returns>
    private protected string? Mount(string what, params IEnumerable<string> arguments)
    {
        var mount = Shell.Run("mount", [.. arguments, _path]);
        _mounted = mount.Succeeded;
        return _mounted ? null : $"Mounting {what} failed: {mount.Error.Trim()}";
    }
}

namespace IoPolicy.Testing;

/// <summary>
/// A file system of a kind of its own, on a loop device over a sparse image: an xunit class fixture. Needs root; where
/// it cannot be had, <see cref="Folder"/> skips the test with the reason.
/// </summary>
public abstract class LoopMount : IMountedFileSystem, IDisposable
{
    private readonly ScratchFolder _scratch;
    private readonly string _mountPoint;
    private bool _mounted;

    protected LoopMount(string fileSystem, string package, params string[] options)
        : this(new ScratchFolder(), fileSystem, package, options)
    {
    }

    /// <param name="folder">Where the image lies; deleted with it.</param>
    /// <param name="fileSystem">Its name, as mount(8) knows it.</param>
    /// <param name="package">The package that makes it.</param>
    /// <param name="options">The options of mkfs.</param>
    protected LoopMount(ScratchFolder folder, string fileSystem, string package, params string[] options)
    {
        _scratch = folder;
        _mountPoint = Directory.CreateDirectory(_scratch.File("mnt")).FullName;
        SkipReason = Mount(fileSystem, package, options);
    }

    /// <summary>Why there is no such file system here; null where there is.</summary>
    public string? SkipReason { get; }

    /// <summary>A new folder on the file system; skips the test where there is none.</summary>
    public ScratchFolder Folder()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }

        return new ScratchFolder(_mountPoint);
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
            _ = Shell.Run("umount", "--lazy", _mountPoint).OrThrow();
        }

        _scratch.Dispose();
    }

    private string? Mount(string fileSystem, string package, string[] options)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return $"Mounting {fileSystem} on a loop device needs Linux and root.";
        }

        if (Tools.Missing("mkfs." + fileSystem, package) is { } missing)
        {
            return missing;
        }

        var image = _scratch.File("image");
        using (var file = File.Create(image))
        {
            file.SetLength(1L << 30);
        }

        _ = Shell.Run("mkfs." + fileSystem, [.. options, image]).OrThrow();
        var mount = Shell.Run("mount", "-t", fileSystem, "-o", "loop", image, _mountPoint);
        _mounted = mount.Succeeded;
        return _mounted ? null : $"Mounting {fileSystem} on a loop device failed: {mount.Error.Trim()}";
    }
}

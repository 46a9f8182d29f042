namespace IoPolicy.Testing;

/// <summary>An overlayfs over two folders of the machine's file system. Needs root; else <see cref="Folder"/> skips the test.</summary>
public sealed class OverlayMount : IMountedFileSystem, IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly string _mountPoint;
    private readonly bool _mounted;

    public OverlayMount()
    {
        _mountPoint = Make("merged");
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            SkipReason = "Mounting overlayfs needs Linux and root.";
            return;
        }

        var options = $"lowerdir={Make("lower")},upperdir={Make("upper")},workdir={Make("work")}";
        var mount = Shell.Run("mount", "-t", "overlay", "overlay", "-o", options, _mountPoint);
        _mounted = mount.Succeeded;
        SkipReason = _mounted ? null : $"Mounting overlayfs failed: {mount.Error.Trim()}";
    }

    /// <summary>Why there is no overlayfs here; null where there is.</summary>
    public string? SkipReason { get; }

    /// <summary>A new folder on the overlayfs; skips the test where there is none.</summary>
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
        if (_mounted)
        {
            _ = Shell.Run("umount", "--lazy", _mountPoint).OrThrow();
        }

        _scratch.Dispose();
    }

    private string Make(string name) => Directory.CreateDirectory(_scratch.File(name)).FullName;
}

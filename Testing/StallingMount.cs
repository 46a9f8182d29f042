namespace IoPolicy.Testing;

/// <summary>ext4 on a device that stops writing: no write-back ends between <see cref="Stall"/> and <see cref="Resume"/>.</summary>
/// <remarks>
/// The image is on a second ext4, and <c>fsfreeze</c> blocks the writes of the loop device there. The file system has no journal,
/// because a stalled commit also stops writes to the page cache.
/// </remarks>
public sealed class StallingMount : MountPoint
{
    private readonly string _store;
    private readonly bool _hasStore;
    private bool _isStalled;

    public StallingMount()
        : base(new ScratchDirectory())
    {
        _store = Directory.CreateDirectory(Scratch.File("store")).FullName;
        SkipReason = Make(out _hasStore);
    }

    /// <summary>Blocks all writes to the device.</summary>
    public void Stall()
    {
        _ = Shell.Run("fsfreeze", "--freeze", _store).OrThrow();
        _isStalled = true;
    }

    /// <summary>Lets the device write again, including the blocked writes.</summary>
    public void Resume()
    {
        if (_isStalled)
        {
            _ = Shell.Run("fsfreeze", "--unfreeze", _store).OrThrow();
            _isStalled = false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _hasStore)
        {
            Resume();
            _ = Shell.Run("umount", "--lazy", _store).OrThrow();
        }

        base.Dispose(disposing);
    }

    private string? Make(out bool hasStore)
    {
        const string What = "ext4 on a stalling loop device";
        hasStore = false;
        if ((Obstacle(What) ?? Tools.Missing("mkfs.ext4", "e2fsprogs") ?? Tools.Missing("fsfreeze", "util-linux")) is { } missing)
        {
            return missing;
        }

        var below = CreateImage(Scratch.File("below"), 256L << 20);
        var mount = Shell.Run("mount", "-t", "ext4", "-o", "loop", below, _store);
        if (!mount.Succeeded)
        {
            return $"Mounting {What} failed: {mount.Error.Trim()}";
        }

        hasStore = true;
        return Mount(What, "-t", "ext4", "-o", "loop", CreateImage(Path.Combine(_store, "image"), 128L << 20));
    }

    private static string CreateImage(string path, long bytes)
    {
        using (var file = File.Create(path))
        {
            file.SetLength(bytes);
        }

        _ = Shell.Run("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0", path).OrThrow();
        return path;
    }
}

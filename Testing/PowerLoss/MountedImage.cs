namespace IoPolicy.Testing;

/// <summary>An image on a loop device. Dispose unmounts it, and returns only when the device is free.</summary>
internal sealed class MountedImage : IDisposable
{
    /// <summary>How long to wait for an unmount, or for the end of the daemon.</summary>
    internal const int TimeoutMilliseconds = 30_000;

    private readonly string _path;

    private MountedImage(string path) => _path = path;

    /// <summary>Mounts an image. Returns null with the reason if the file system refuses it.</summary>
    internal static MountedImage? TryMount(RecordedFileSystem fileSystem, string image, string path, out string reason)
    {
        fileSystem.ForgetDevices();
        _ = Directory.CreateDirectory(path);
        var options = fileSystem.MountOptions is "" ? "loop" : "loop," + fileSystem.MountOptions;
        var mount = Shell.Run("mount", "-t", fileSystem.Kind, "-o", options, image, path);
        reason = mount.Error.Trim();
        return mount.Succeeded ? new MountedImage(path) : null;
    }

    public void Dispose()
    {
        // EBUSY: a child that a parallel test starts holds all files of this process open until its exec.
        var deadline = Environment.TickCount64 + TimeoutMilliseconds;
        ProgramResult unmount;
        while (!(unmount = Shell.Run("umount", _path)).Succeeded && Environment.TickCount64 < deadline)
        {
            Thread.Sleep(1);
        }

        _ = unmount.OrThrow();
    }
}

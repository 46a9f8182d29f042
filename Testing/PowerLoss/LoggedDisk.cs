using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>A disk image behind <c>qemu-storage-daemon</c>, which logs each write. Dispose stops the daemon.</summary>
internal sealed class LoggedDisk : IDisposable
{
    private readonly ScratchDirectory _scratch;
    private readonly string _pidFile;

    /// <summary>Starts the daemon.</summary>
    /// <param name="scratch">The directory of the log.</param>
    /// <param name="image">The image, which receives the writes.</param>
    internal LoggedDisk(ScratchDirectory scratch, string image)
    {
        _scratch = scratch;
        _pidFile = scratch.File("pid");
        File.WriteAllBytes(LogPath, []);
        File.WriteAllBytes(Path, []);

        // The started process forks the daemon, and ends when the daemon has made the export ready.
        _ = Shell.Run(
            "qemu-storage-daemon",
            "--blockdev", $"driver=file,node-name=disk,filename={image}",
            "--blockdev", $"driver=file,node-name=data,filename={LogPath}",
            "--blockdev", "driver=blklogwrites,node-name=logged,file=disk,log=data,log-sector-size=512",
            "--export", $"type=fuse,id=export,node-name=logged,mountpoint={Path},writable=on",
            "--pidfile", _pidFile,
            "--daemonize").OrThrow();
    }

    /// <summary>The file that the daemon exports as the disk.</summary>
    internal string Path => _scratch.File("export");

    internal string LogPath => _scratch.File("log");

    /// <summary>The current length of the log in bytes.</summary>
    internal long LogBytes => new FileInfo(LogPath).Length;

    public void Dispose()
    {
        var process = File.ReadAllText(_pidFile).Trim();
        _ = Shell.Run("kill", process).OrThrow();
        var deadline = Environment.TickCount64 + MountedImage.TimeoutMilliseconds;
        while (Directory.Exists("/proc/" + process) && Environment.TickCount64 < deadline)
        {
            Thread.Sleep(1);
        }

        Assert.False(Directory.Exists("/proc/" + process), string.Create(CultureInfo.InvariantCulture, $"qemu-storage-daemon {process} does not end."));
    }
}

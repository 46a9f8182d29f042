using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Directories on each file system that this machine can mount. They exist until this object is disposed of.</summary>
internal sealed class FileSystems : IDisposable
{
    private const string SharedMemory = "/dev/shm";

    private readonly List<IDisposable> _owned = [];
    private readonly List<(string Name, string DirectoryPath)> _directories = [];
    private readonly List<string> _missing = [];

    internal FileSystems()
    {
        Add("ext4", new Ext4Mount());
        Add("XFS", new XfsMount());
        Add("btrfs", new BtrfsMount());
        Add("overlayfs", new OverlayMount());
        if (Directory.Exists(SharedMemory))
        {
            Own("tmpfs", new ScratchDirectory(SharedMemory));
        }
    }

    internal IReadOnlyList<(string Name, string DirectoryPath)> Directories => _directories;

    /// <summary>The reasons why this machine cannot mount the other file systems.</summary>
    internal IReadOnlyList<string> Missing => _missing;

    public void Dispose()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }
    }

    private void Add(string name, MountPoint mount)
    {
        _owned.Add(mount);
        if (mount.SkipReason is { } reason)
        {
            _missing.Add($"{name}: {reason}");
        }
        else
        {
            Own(name, mount.CreateDirectory());
        }
    }

    private void Own(string name, ScratchDirectory directory)
    {
        _owned.Add(directory);
        _directories.Add((name, directory.Path));
    }
}

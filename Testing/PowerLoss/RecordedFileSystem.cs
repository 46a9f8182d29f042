using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>A file system whose block writes a <see cref="PowerLossRecording"/> records.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Kind">The name for mount(8).</param>
/// <param name="Package">The package with its mkfs.</param>
/// <param name="MountOptions">The options for mount(8).</param>
/// <param name="MebiBytes">The size of the image.</param>
/// <param name="MakeOptions">The options for mkfs.</param>
public sealed record RecordedFileSystem(string Name, string Kind, string Package, string MountOptions, int MebiBytes, params string[] MakeOptions)
{
    /// <summary>The options of mkfs.ext4. They turn the background initialization off, whose writes would add states without interest.</summary>
    private static readonly string[] Ext4 = ["-q", "-E", "lazy_itable_init=0,lazy_journal_init=0"];

    /// <summary>The tested file systems. Their sizes are nearly the smallest that mkfs accepts.</summary>
    public static IReadOnlyList<RecordedFileSystem> All { get; } =
    [
        new("ext4", "ext4", "e2fsprogs", "data=ordered", 64, Ext4),
        new("ext4, noauto_da_alloc", "ext4", "e2fsprogs", "data=ordered,noauto_da_alloc", 64, Ext4),
        new("XFS", "xfs", "xfsprogs", "", 320, "-q"),
        new("btrfs", "btrfs", "btrfs-progs", "", 160, "-q"),
    ];

    /// <summary>The reason why the file system cannot be recorded on this machine; null if it can.</summary>
    internal string? Obstacle =>
        MountPoint.Obstacle($"{Name} on a logged disk")
        ?? (File.Exists("/dev/fuse") ? null : "There is no /dev/fuse.")
        ?? Tools.Missing("qemu-storage-daemon", "qemu-system-common")
        ?? Tools.Missing("mkfs." + Kind, Package);

    public override string ToString() => Name;

    internal void Make(string image)
    {
        using (var file = File.Create(image))
        {
            file.SetLength((long)MebiBytes << 20);
        }

        _ = Shell.Run("mkfs." + Kind, [.. MakeOptions, image]).OrThrow();
    }

    /// <summary>
    /// Makes the file system commit its journal, as an fsync of another program's file can do at any moment. The data of files that were not
    /// synced stays in the page cache. On btrfs, an fsync commits only the tree log of its file, so a snapshot of an empty subvolume commits
    /// the transaction there.
    /// </summary>
    internal void CommitJournal(string mount)
    {
        var neighbor = Path.Combine(mount, string.Create(CultureInfo.InvariantCulture, $"neighbor-{Directory.GetFileSystemEntries(mount).Length}"));
        if (Kind == "btrfs")
        {
            var empty = Path.Combine(mount, "empty");
            if (!Directory.Exists(empty))
            {
                _ = Shell.Run("btrfs", "subvolume", "create", empty).OrThrow();
            }

            _ = Shell.Run("btrfs", "subvolume", "snapshot", empty, neighbor).OrThrow();
            return;
        }

        using var file = File.Create(neighbor);
        file.Write("of another program"u8);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Makes btrfs forget its devices. Otherwise it refuses an image if it has seen a newer state of the same file system on another device.
    /// </summary>
    internal void ForgetDevices()
    {
        if (Kind == "btrfs")
        {
            _ = Shell.Run("btrfs", "device", "scan", "--forget");
        }
    }
}

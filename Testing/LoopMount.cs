namespace IoPolicy.Testing;

/// <summary>A file system on a loop device over a sparse image.</summary>
public abstract class LoopMount : MountPoint
{
    protected LoopMount(string fileSystem, string package, params string[] options)
        : this(new ScratchDirectory(), fileSystem, package, options)
    {
    }

    /// <param name="directory">The directory of the image; deleted with the mount.</param>
    /// <param name="fileSystem">The name for mount(8).</param>
    /// <param name="package">The package with its mkfs.</param>
    /// <param name="options">The options for mkfs.</param>
    protected LoopMount(ScratchDirectory directory, string fileSystem, string package, params string[] options)
        : base(directory) => SkipReason = Make(fileSystem, package, options);

    /// <summary>
    /// Makes the device read and write its image with <c>O_DIRECT</c>. Otherwise the image is cached too, and a read of the file
    /// system costs no more than a copy in memory.
    /// </summary>
    public void UseDirectIo()
    {
        var device = Shell.Run("findmnt", "--noheadings", "--output", "SOURCE", Root).OrThrow().Output.Trim();
        _ = Shell.Run("losetup", "--direct-io=on", device).OrThrow();
    }

    private string? Make(string fileSystem, string package, string[] options)
    {
        var what = $"{fileSystem} on a loop device";
        if ((Obstacle(what) ?? Tools.Missing("mkfs." + fileSystem, package)) is { } missing)
        {
            return missing;
        }

        var image = Scratch.File("image");
        using (var file = File.Create(image))
        {
            file.SetLength(1L << 30);
        }

        _ = Shell.Run("mkfs." + fileSystem, [.. options, image]).OrThrow();
        return Mount(what, "-t", fileSystem, "-o", "loop", image);
    }
}

/// <summary>ext4 on a loop device.</summary>
public sealed class Ext4Mount() : LoopMount("ext4", "e2fsprogs", "-q");

/// <summary>XFS on a loop device. On XFS, <c>POSIX_FADV_DONTNEED</c> directly after a write usually drops no page.</summary>
public sealed class XfsMount() : LoopMount("xfs", "xfsprogs", "-q");

/// <summary>ext4 on a loop device over an image in tmpfs, which is a real file system without a disk.</summary>
public sealed class MemoryMount() : LoopMount(new ScratchDirectory(Directory.Exists("/dev/shm") ? "/dev/shm" : null), "ext4", "e2fsprogs", "-q");

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

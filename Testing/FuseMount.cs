namespace IoPolicy.Testing;

/// <summary>A FUSE file system (bindfs) that serves a directory of the machine's file system.</summary>
public sealed class FuseMount : MountPoint
{
    private readonly string _lower;

    public FuseMount()
        : base(new ScratchDirectory())
    {
        _lower = Directory.CreateDirectory(Scratch.File("lower")).FullName;
        SkipReason = Obstacle("FUSE")
            ?? (File.Exists("/dev/fuse") ? null : "There is no /dev/fuse.")
            ?? Tools.Missing("bindfs", "bindfs")
            ?? Mount("FUSE", "-t", "fuse.bindfs", _lower);
    }

    /// <summary>Gets the lower file that the server reads for a file of the mount.</summary>
    public string LowerOf(string path) => Path.Combine(_lower, Path.GetRelativePath(Root, path));
}

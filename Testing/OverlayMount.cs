namespace IoPolicy.Testing;

/// <summary>overlayfs over two directories of the machine's file system.</summary>
public sealed class OverlayMount : MountPoint
{
    public OverlayMount()
        : base(new ScratchDirectory()) => SkipReason = Obstacle("overlayfs")
            ?? Mount("overlayfs", "-t", "overlay", "overlay", "-o", $"lowerdir={Make("lower")},upperdir={Make("upper")},workdir={Make("work")}");

    private string Make(string name) => Directory.CreateDirectory(Scratch.File(name)).FullName;
}

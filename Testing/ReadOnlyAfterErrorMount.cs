namespace IoPolicy.Testing;

/// <summary>
/// ext4 with <c>errors=remount-ro</c> on a loop device. After <see cref="Abort"/>, every write-back fails with EROFS, and
/// earlier dirty pages are lost. The file system stays aborted, so each test needs its own mount.
/// </summary>
public sealed class ReadOnlyAfterErrorMount() : LoopMount("ext4", "e2fsprogs", "-q", "-e", "remount-ro")
{
    /// <summary>Aborts the file system, as an error in its metadata does.</summary>
    /// <param name="directory">A directory on the file system.</param>
    public static void Abort(ScratchDirectory directory)
    {
        var device = Shell.Run("findmnt", "--noheadings", "--output", "SOURCE", "--target", directory.Path).OrThrow().Output.Trim();
        var trigger = $"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error";
        Assert.SkipUnless(File.Exists(trigger), $"The kernel has no {trigger}.");
        File.WriteAllText(trigger, "a test of IoPolicy");
    }
}

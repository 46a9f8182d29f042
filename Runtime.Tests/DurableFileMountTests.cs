using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary><see cref="DurableFile"/> on FUSE, whose <c>renameat2</c> may have no <c>RENAME_NOREPLACE</c>, on overlayfs and on tmpfs.</summary>
public sealed class DurableFileMountTests(FuseMount fuse, OverlayMount overlay) : IClassFixture<FuseMount>, IClassFixture<OverlayMount>
{
    [Theory]
    [InlineData("fuse")]
    [InlineData("overlay")]
    [InlineData("tmpfs")]
    public void With_FailIfExists_a_new_file_is_created_and_an_existing_one_stays(string mount)
    {
        using var directory = Create(mount);
        var target = directory.File("target");
        var options = new DurableFileOptions { FailIfExists = true };
        DurableFile.Replace(target, static stream => stream.Write("first"u8), options);
        Assert.Equal("first", File.ReadAllText(target));

        using (var late = DurableFile.Create(directory.File("late"), options))
        {
            late.Stream.Write("mine"u8);
            File.WriteAllText(directory.File("late"), "another's");
            var failure = Assert.Throws<DurableFileException>(late.Commit);
            Assert.Equal((DurableFileStep.CheckTarget, Interop.Errno.Exists), (failure.Step, failure.HResult));
        }

        Assert.Equal("another's", File.ReadAllText(directory.File("late")));
        Assert.Equal<string?>(["late", "target"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("fuse")]
    [InlineData("overlay")]
    [InlineData("tmpfs")]
    public void A_file_is_replaced(string mount)
    {
        using var directory = Create(mount);
        var target = directory.File("target");
        File.WriteAllText(target, "old");
        DurableFile.Replace(target, static stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal<string?>(["target"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order());
    }

    private ScratchDirectory Create(string mount)
    {
        Assert.SkipWhen(mount == "tmpfs" && !Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        return mount switch
        {
            "fuse" => fuse.CreateDirectory(),
            "overlay" => overlay.CreateDirectory(),
            _ => new ScratchDirectory("/dev/shm"),
        };
    }
}

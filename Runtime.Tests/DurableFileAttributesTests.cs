using IoPolicy.Testing;
using static IoPolicy.Tests.DurableFileTarget;

namespace IoPolicy.Tests;

/// <summary>The permissions, owner, attributes and links of the file that a <see cref="DurableFile"/> replaces.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFileAttributesTests : IDisposable
{
    private readonly DurableFileTarget _target = new();

    private string Target => _target.Path;

    public void Dispose() => _target.Dispose();

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, null)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, null)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.SetUser, null)] // The set-user-ID bit is not copied.
    public void The_permissions_are_the_targets_or_the_given_ones(UnixFileMode old, UnixFileMode? requested)
    {
        File.WriteAllBytes(Target, Old);
        File.SetUnixFileMode(Target, old);
        DurableFile.Replace(Target, stream => stream.Write(New), new() { Mode = requested });
        Assert.Equal(requested ?? (old & ~UnixFileMode.SetUser), File.GetUnixFileMode(Target));
    }

    [Fact]
    public void Only_the_owner_has_access_to_a_new_file_unless_Mode_is_set()
    {
        DurableFile.Replace(Target, stream => stream.Write(New));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        DurableFile.Replace(_target.File("other"), stream => stream.Write(New), new() { Mode = (UnixFileMode)0x1B6 }); // 0666
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(_target.File("other")));
    }

    [Fact]
    public void The_owner_the_access_control_list_and_user_attributes_are_kept()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may give a file away.");
        Require("setfacl", "acl");
        Require("setfattr", "attr");
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("chown", "1234:5678", Target).OrThrow();
        _ = Shell.Run("setfacl", "-m", "u:4321:r", Target).OrThrow();
        _ = Shell.Run("setfattr", "-n", "user.note", "-v", "kept", Target).OrThrow();
        var (owner, list) = (Owner(Target), Shell.Run("getfacl", "-cn", Target).OrThrow().Output);

        DurableFile.Replace(Target, stream => stream.Write(New));

        _target.AssertContent(New);
        Assert.Equal(owner, Owner(Target));
        Assert.Equal(list, Shell.Run("getfacl", "-cn", Target).OrThrow().Output);
        Assert.Equal("kept", Shell.Run("getfattr", "--only-values", "-n", "user.note", Target).OrThrow().Output);
    }

    /// <summary>ERANGE: another program has replaced the value by a longer one since its size was read.</summary>
    [Theory]
    [InlineData("flistxattr")]
    [InlineData("fgetxattr")]
    public void An_attribute_that_grows_meanwhile_is_read_again(string call)
    {
        Assert.SkipWhen(Tools.Missing("setfattr", "attr") is not null, "setfattr is missing.");
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("setfattr", "-n", "user.note", "-v", "kept", Target).OrThrow();
        var (result, calls) = Strace.Run(ChildProcess.Start(DurableFileStepsTests.SaveOnce, [Target]), call, $"{call}:error=ERANGE:when=2");
        _ = result.OrThrow();
        Assert.Contains(calls, traced => traced.IsInjected);
        _target.AssertContent(New);
        Assert.Equal("kept", Shell.Run("getfattr", "--only-values", "-n", "user.note", Target).OrThrow().Output);
    }

    [Fact]
    public void The_directorys_default_list_gives_nobody_access_to_a_replaced_file()
    {
        Require("setfacl", "acl");
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("setfacl", "-d", "-m", "u:4321:rwx", _target.Directory).OrThrow();
        DurableFile.Replace(Target, stream => stream.Write(New));
        Assert.DoesNotContain("4321", Shell.Run("getfacl", "-cn", Target).OrThrow().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_stays_and_the_file_behind_it_is_replaced()
    {
        File.WriteAllBytes(Target, Old);
        _ = Directory.CreateDirectory(_target.File("links"));
        var second = _target.File("links/second");
        File.CreateSymbolicLink(second, "../target");
        var first = _target.File("first");
        File.CreateSymbolicLink(first, "links/second");

        using (var file = DurableFile.Create(first))
        {
            Assert.Equal(Target, file.Path);
            file.Stream.Write(New);
            file.Commit();
        }

        _target.AssertContent(New);
        Assert.Equal("links/second", new FileInfo(first).LinkTarget);
        Assert.Equal("../target", new FileInfo(second).LinkTarget);
        _target.AssertAlone("first", "links", "target");
    }

    [Fact]
    public void A_link_to_nothing_creates_the_file_behind_it()
    {
        var link = _target.File("link");
        File.CreateSymbolicLink(link, "target");
        DurableFile.Replace(link, stream => stream.Write(New));
        _target.AssertContent(New);
        Assert.Equal("target", new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_symbolic_link_is_refused_without_FollowSymbolicLinks()
    {
        File.WriteAllBytes(Target, Old);
        var link = _target.File("link");
        File.CreateSymbolicLink(link, "target");
        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(link, new() { FollowSymbolicLinks = false }));
        Assert.Contains("symbolic link", failure.Message, StringComparison.Ordinal);

        // A link that is created after DurableFile.Create is refused too.
        var other = _target.File("other");
        using var file = DurableFile.Create(other, new() { FollowSymbolicLinks = false });
        File.CreateSymbolicLink(other, "target");
        _ = Assert.Throws<DurableFileException>(file.Commit);
        _target.AssertContent(Old);
        _target.AssertAlone("link", "other", "target");
    }

    [Fact]
    public void A_loop_of_links_is_refused()
    {
        var loop = _target.File("loop");
        File.CreateSymbolicLink(loop, "loop");
        _ = Assert.Throws<DurableFileException>(() => DurableFile.Create(loop));
    }

    [Fact]
    public void Another_hard_link_keeps_the_old_file()
    {
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("ln", Target, _target.File("other")).OrThrow();
        DurableFile.Replace(Target, stream => stream.Write(New));
        _target.AssertContent(New);
        Assert.Equal(Old, File.ReadAllBytes(_target.File("other")));
    }

    private static void Require(string tool, string package)
    {
        if (Tools.Missing(tool, package) is { } missing)
        {
            Assert.Skip(missing);
        }
    }

    private static string Owner(string path) => Shell.Run("stat", "-c", "%u:%g", path).OrThrow().Output.Trim();
}

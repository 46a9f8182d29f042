using IoPolicy.Testing;
using static IoPolicy.Tests.DurableFileTarget;

namespace IoPolicy.Tests;

/// <summary>Unusual paths of a <see cref="DurableFile"/>: links, directories that change or refuse, names, and file systems that are full.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFilePathTests : IDisposable
{
    private readonly DurableFileTarget _target = new();

    private string Target => _target.Path;

    public void Dispose() => _target.Dispose();

    [Fact]
    public void A_link_is_resolved_from_its_real_directory_as_the_kernel_does()
    {
        _ = Directory.CreateDirectory(_target.File("a/b"));
        File.WriteAllBytes(_target.File("a/target"), Old);
        File.WriteAllBytes(Target, Old);
        File.CreateSymbolicLink(_target.File("a/b/link"), "../target");
        File.CreateSymbolicLink(_target.File("shortcut"), "a/b");

        // Resolved by the text "shortcut/../target", the link would lead to the target at the top.
        DurableFile.Replace(_target.File("shortcut/link"), stream => stream.Write(New));

        Assert.Equal(New, File.ReadAllBytes(_target.File("a/target")));
        _target.AssertContent(Old);
        Assert.Equal(["link"], Directory.GetFiles(_target.File("a/b")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void A_chain_of_links_may_be_as_long_as_the_kernel_allows(int links, bool isAllowed)
    {
        File.WriteAllBytes(Target, Old);
        File.CreateSymbolicLink(_target.File("1"), "target");
        for (var link = 2; link <= links; link++)
        {
            File.CreateSymbolicLink(_target.File($"{link}"), $"{link - 1}");
        }

        Assert.Equal(isAllowed, Record.Exception(() => File.ReadAllBytes(_target.File($"{links}"))) is null);
        var failure = Record.Exception(() => DurableFile.Replace(_target.File($"{links}"), stream => stream.Write(New)));
        if (isAllowed)
        {
            Assert.Null(failure);
        }
        else
        {
            Assert.Equal(DurableFileStep.ResolvePath, Assert.IsType<DurableFileException>(failure).Step);
        }

        _target.AssertContent(isAllowed ? New : Old);
        Assert.Equal(links + 1, _target.Names().Length);
    }

    [Theory]
    [InlineData("missing/file", DurableFileStep.OpenDirectory)]
    [InlineData("directory", DurableFileStep.CheckTarget)]
    [InlineData("/dev/null", DurableFileStep.CheckTarget)]
    public void A_link_to_something_that_cannot_be_replaced_is_refused(string destination, DurableFileStep step)
    {
        _ = Directory.CreateDirectory(_target.File("directory"));
        File.CreateSymbolicLink(Target, destination);
        Assert.Equal(step, Assert.Throws<DurableFileException>(() => DurableFile.Create(Target)).Step);
        _target.AssertAlone("directory", "target");
    }

    [Fact]
    public void A_file_that_a_link_reaches_on_another_volume_is_replaced_there()
    {
        using var memory = new MemoryMount();
        using var other = memory.CreateDirectory();
        File.WriteAllBytes(other.File("file"), Old);
        File.CreateSymbolicLink(Target, other.File("file"));
        using (var file = DurableFile.Create(Target))
        {
            Assert.Equal(other.Path, Path.GetDirectoryName(file.Stream.Name));
            file.Stream.Write(New);
            file.Commit();
        }

        Assert.Equal(New, File.ReadAllBytes(other.File("file")));
        Assert.Equal(other.File("file"), new FileInfo(Target).LinkTarget);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    [InlineData("/proc/version")]
    [InlineData("/proc/self/fd/1")]
    public void A_device_and_a_path_in_proc_are_refused(string path) =>
        Assert.IsType<DurableFileException>(Record.Exception(() => DurableFile.Create(path)));

    [Theory]
    [InlineData("with a space, a \n line break and 'quotes'")]
    [InlineData("ünïcödé-文件-🙂")]
    [InlineData("-rf")]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData("./././target")]
    public void A_name_may_have_any_characters(string name)
    {
        DurableFile.Replace(_target.File(name), stream => stream.Write(Old));
        DurableFile.Replace(_target.File(name), stream => stream.Write(New));
        Assert.Equal(New, File.ReadAllBytes(_target.File(name)));
        _target.AssertAlone(Path.GetFileName(name));
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_and_leaves_nothing()
    {
        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(_target.File(new string('é', 128))));
        Assert.Contains("File name too long", failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(Target, new() { TemporaryPrefix = new string('p', 230) }));
        Assert.Equal(DurableFileStep.CreateTemporaryFile, failure.Step);
        _target.AssertAlone();
    }

    [Fact]
    public void A_directory_that_is_renamed_meanwhile_gets_the_file_under_its_new_name()
    {
        var directory = Directory.CreateDirectory(_target.File("directory")).FullName;
        File.WriteAllBytes(Path.Combine(directory, "file"), Old);
        using (var file = DurableFile.Create(Path.Combine(directory, "file")))
        {
            file.Stream.Write(New);
            Directory.Move(directory, _target.File("renamed"));
            _ = Directory.CreateDirectory(directory);
            file.Commit();
        }

        Assert.Empty(Directory.GetFileSystemEntries(directory));
        Assert.Equal(New, File.ReadAllBytes(_target.File("renamed/file")));
        Assert.Equal(["file"], Directory.GetFileSystemEntries(_target.File("renamed")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_directory_that_is_deleted_meanwhile_is_a_failure_of_the_rename()
    {
        var directory = Directory.CreateDirectory(_target.File("directory")).FullName;
        using var file = DurableFile.Create(Path.Combine(directory, "file"));
        file.Stream.Write(New);
        Directory.Delete(directory, recursive: true);
        Assert.Equal(DurableFileStep.Rename, Assert.Throws<DurableFileException>(file.Commit).Step);
        _target.AssertAlone();
    }

    [Theory]
    [InlineData("deleted", null)]
    [InlineData("a directory", DurableFileStep.CheckTarget)]
    [InlineData("a link", DurableFileStep.CheckTarget)]
    [InlineData("read-only", DurableFileStep.CheckTarget)]
    [InlineData("another file", null)]
    public void A_target_that_changes_meanwhile_is_checked_again(string change, DurableFileStep? step)
    {
        File.WriteAllBytes(Target, Old);
        File.WriteAllBytes(_target.File("other"), Old);
        using var file = DurableFile.Create(Target, new() { BackupPath = _target.File("backup") });
        file.Stream.Write(New);
        switch (change)
        {
            case "read-only":
                File.SetUnixFileMode(Target, UnixFileMode.UserRead);
                break;
            case "another file":
                File.WriteAllText(_target.File("third"), "third");
                File.Move(_target.File("third"), Target, overwrite: true);
                break;
            default:
                File.Delete(Target);
                _ = change == "a directory" ? Directory.CreateDirectory(Target) : change == "a link" ? File.CreateSymbolicLink(Target, "other") : null;
                break;
        }

        var before = _target.Names().Where(static name => name[0] != '.').ToArray();
        var failure = Record.Exception(file.Commit);
        if (step is not null)
        {
            Assert.Equal(step, Assert.IsType<DurableFileException>(failure).Step);
            _target.AssertAlone(before);
            Assert.Equal(Old, File.ReadAllBytes(_target.File("other")));
            return;
        }

        Assert.Null(failure);
        _target.AssertContent(New);
        Assert.Equal(change == "another file" ? "third" : null, File.Exists(_target.File("backup")) ? File.ReadAllText(_target.File("backup")) : null);
    }

    [Theory]
    [InlineData("target", "the backup has the path of the file itself")]
    [InlineData("link", "the backup has the path of the file itself")]
    [InlineData("directory", "Is a directory")]
    [InlineData("missing/backup", "No such file or directory")]
    public void A_backup_that_cannot_be_kept_is_refused(string backup, string reason)
    {
        File.WriteAllBytes(Target, Old);
        _ = Directory.CreateDirectory(_target.File("directory"));
        File.CreateSymbolicLink(_target.File("link"), "target");
        var before = _target.Names();
        var path = backup == "link" ? _target.File("link") : Target;

        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Replace(
            path, stream => stream.Write(New), new() { BackupPath = backup == "link" ? Target : _target.File(backup) }));

        Assert.Equal((DurableFileStep.KeepBackup, true), (failure.Step, failure.Message.Contains(reason, StringComparison.Ordinal)));
        _target.AssertContent(Old);
        _target.AssertAlone(before);
    }

    [Fact]
    public void A_backup_path_that_names_a_directory_is_an_argument_error() =>
        Assert.Throws<ArgumentException>(() => DurableFile.Create(Target, new() { BackupPath = _target.Directory + "/" }));

    [Theory]
    [InlineData("chdir")]
    [InlineData("deleted")]
    public void A_relative_path_is_resolved_when_the_file_is_created(string way)
    {
        _ = Directory.CreateDirectory(_target.File("first"));
        _ = Directory.CreateDirectory(_target.File("second"));
        var output = ChildProcess.Run(SaveRelative, [_target.Directory, way]).OrThrow().Output;
        if (way == "chdir")
        {
            Assert.Equal(New, File.ReadAllBytes(_target.File("first/file")));
            Assert.Empty(Directory.GetFileSystemEntries(_target.File("second")));
        }
        else
        {
            Assert.StartsWith("DurableFileException ResolvePath", output, StringComparison.Ordinal);
        }
    }

    internal static void SaveRelative(string[] arguments)
    {
        Directory.SetCurrentDirectory(Path.Combine(arguments[0], "first"));
        if (arguments[1] == "deleted")
        {
            Directory.Delete(Path.Combine(arguments[0], "first"));
        }

        try
        {
            using var file = DurableFile.Create("file");
            file.Stream.Write(New);
            Directory.SetCurrentDirectory("../second");
            file.Commit();
        }
        catch (DurableFileException e)
        {
            Console.WriteLine($"DurableFileException {e.Step} {e.Message}");
        }
    }

    /// <summary>Other code creates the temporary file if the file system has no locks, so each umask is tried with and without locks.</summary>
    [Theory]
    [InlineData("0000", "rw-rw-r--", true)]
    [InlineData("0277", "rw-rw-r--", true)]
    [InlineData("0777", "rw-rw-r--", true)]
    [InlineData("0000", "rw-rw-r--", false)]
    [InlineData("0277", "rw-rw-r--", false)]
    [InlineData("0777", "rw-rw-r--", false)]
    public void The_umask_of_another_user_changes_nothing(string umask, string permissions, bool hasLocks)
    {
        using var open = new ScratchDirectory("/tmp");
        _ = Shell.Run("chmod", "0777", open.Path).OrThrow();
        var saved = AsNobody(["sh", "-c", $"umask {umask}; exec \"$@\"", "sh"], open.Path, "0664", hasLocks);
        Assert.Equal("done\n", saved);
        Assert.Equal("rw-------", Permissions(open.File("new")));
        Assert.Equal(permissions, Permissions(open.File("with mode")));
    }

    [Theory]
    [InlineData("0555", "CreateTemporaryFile", 13)]
    [InlineData("0733", "OpenDirectory", 13)]
    [InlineData("0744", "CheckTarget", 13)]
    public void A_directory_that_refuses_another_user_keeps_the_old_file(string mode, string step, int error)
    {
        using var closed = new ScratchDirectory("/tmp");
        File.WriteAllBytes(closed.File("new"), Old);
        _ = Shell.Run("chmod", mode, closed.Path).OrThrow();
        Assert.Equal($"DurableFileException {step} {error}\n", AsNobody([], closed.Path, "0664"));
        Assert.Equal(["new"], Directory.GetFileSystemEntries(closed.Path).Select(Path.GetFileName));
        Assert.Equal(Old, File.ReadAllBytes(closed.File("new")));
    }

    [Fact]
    public void A_setgid_directory_gives_its_group_to_new_files_only()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may give a file away.");
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("sh", "-c", $"chgrp 4321 '{Target}' && chgrp 1234 '{_target.Directory}' && chmod g+s '{_target.Directory}'").OrThrow();
        DurableFile.Replace(Target, stream => stream.Write(New));
        DurableFile.Replace(_target.File("new"), stream => stream.Write(New));
        Assert.Equal("4321\n1234\n", Shell.Run("stat", "-c", "%g", Target, _target.File("new")).OrThrow().Output);
    }

    [Fact]
    public void A_mode_with_the_set_user_ID_bit_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DurableFileOptions { Mode = UnixFileMode.SetUser | UnixFileMode.UserRead });

    [Theory]
    [InlineData("size=64k", 200_000, 0, "")] // The user's own write fails, so there is no step.
    [InlineData("size=64k", 200_000, 1 << 20, "WriteTemporaryFile")]
    [InlineData("nr_inodes=3", 10, 0, "CreateTemporaryFile")]
    public void A_full_file_system_keeps_the_old_file_and_no_temporary_file(string limit, int bytes, int buffer, string step)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may mount.");
        var mount = Directory.CreateDirectory(_target.File("mount")).FullName;
        var mounted = Shell.Run("mount", "-t", "tmpfs", "-o", limit, "tmpfs", mount);
        Assert.SkipUnless(mounted.Succeeded, $"tmpfs cannot be mounted: {mounted.Error}");
        try
        {
            var path = Path.Combine(mount, "file");
            File.WriteAllBytes(path, Old);
            if (step == "CreateTemporaryFile")
            {
                File.WriteAllBytes(Path.Combine(mount, "last"), Old);
            }

            var before = Directory.GetFileSystemEntries(mount).Order().ToArray();
            var failure = Assert.IsAssignableFrom<IOException>(Record.Exception(() =>
                DurableFile.Replace(path, stream => stream.Write(new byte[bytes]), new() { BufferSize = buffer })));
            Assert.Equal(step, (failure as DurableFileException)?.Step.ToString() ?? "");
            Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
            Assert.Equal(Old, File.ReadAllBytes(path));
            Assert.Equal(before, Directory.GetFileSystemEntries(mount).Order());
        }
        finally
        {
            _ = Shell.Run("umount", "--lazy", mount);
        }
    }

    /// <summary>Creates two files as another user, and returns the outcome.</summary>
    private static string AsNobody(string[] prefix, string directory, string mode, bool hasLocks = true)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may become another user.");
        Assert.SkipWhen(Tools.Missing("setpriv", "util-linux") is not null, "setpriv is missing.");
        var child = ChildProcess.Start(SaveTwo, [directory, mode]);
        string[] command = [.. prefix, child.FileName, .. child.ArgumentList];
        var start = new System.Diagnostics.ProcessStartInfo(command[0], command[1..]);
        foreach (var (name, value) in child.Environment)
        {
            start.Environment[name] = value;
        }

        start = Shell.As(start, "nobody");
        var saved = Shell.Run(hasLocks ? start : Seccomp.Deny(start, Seccomp.Missing, "flock"));
        Assert.SkipUnless(saved.Succeeded, $"Another user cannot run the tests here: {saved.Error}");
        return saved.Output;
    }

    internal static void SaveTwo(string[] arguments)
    {
        try
        {
            DurableFile.Replace(Path.Combine(arguments[0], "new"), static stream => stream.Write(New));
            DurableFile.Replace(Path.Combine(arguments[0], "with mode"), static stream => stream.Write(New), new() { Mode = (UnixFileMode)Convert.ToInt32(arguments[1], 8) });
            Console.WriteLine("done");
        }
        catch (DurableFileException e)
        {
            Console.WriteLine($"DurableFileException {e.Step} {e.HResult}");
        }
    }

    private static string Permissions(string path) => Shell.Run("stat", "-c", "%A", path).OrThrow().Output.Trim()[1..];
}

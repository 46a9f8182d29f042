using IoPolicy.Interop;
using IoPolicy.Testing;
using static IoPolicy.Tests.DurableFileTarget;

namespace IoPolicy.Tests;

/// <summary>The steps of a commit one by one, targets that are ignored, and the names of temporary files.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFileStepsTests : IDisposable
{
    private readonly DurableFileTarget _target = new();

    private string Target => _target.Path;

    public void Dispose() => _target.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_step_does_its_part_only(bool asynchronous)
    {
        File.WriteAllBytes(Target, Old);
        using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        if (asynchronous)
        {
            await file.PrepareAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            file.Prepare();
        }

        Assert.False(file.Stream.CanWrite);
        Assert.Equal(New, File.ReadAllBytes(file.Stream.Name));
        _target.AssertContent(Old);

        file.Publish();
        _target.AssertContent(New);
        _target.AssertAlone("target");
        _ = Assert.Throws<InvalidOperationException>(file.Prepare);
        _ = Assert.Throws<InvalidOperationException>(file.Publish);

        if (asynchronous)
        {
            await file.CommitAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            file.Commit();
        }

        _ = Assert.Throws<InvalidOperationException>(file.Commit);
        _ = Assert.Throws<InvalidOperationException>(file.Prepare);
        _target.AssertContent(New);
    }

    /// <summary>The last flush is the one of the directory. <c>Commit</c> and <c>Publish</c> skip the steps that were made before.</summary>
    [Fact]
    public void The_kernel_sees_each_step_once_unless_it_is_repeated()
    {
        Strace.Require();
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveInSteps, [Target]), "pwrite64,fsync,renameat");
        _ = result.OrThrow();
        string[] once = ["pwrite64", "fsync", "renameat", "fsync"];
        string[] withBackup = ["pwrite64", "fsync", "renameat", "fsync", "renameat", "fsync"];
        Assert.Equal([.. once[..^1], .. withBackup, .. once, .. once, .. once, "pwrite64", "fsync", "fsync", "renameat", "fsync"], calls.Select(call => call.Name));
        Assert.Contains(_target.Directory + ">", calls[^1].Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepared", false)]
    [InlineData("prepared", true)]
    [InlineData("published", false)]
    [InlineData("published", true)]
    public async Task A_disposal_between_the_steps_leaves_a_whole_file_and_no_descriptor(string step, bool asynchronous)
    {
        File.WriteAllBytes(Target, Old);
        var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        if (step == "prepared")
        {
            file.Prepare();
        }
        else
        {
            file.Publish();
        }

        if (asynchronous)
        {
            await file.DisposeAsync();
        }
        else
        {
            file.Dispose();
        }

        _target.AssertContent(step == "prepared" ? Old : New);
        _target.AssertAlone("target");
        Assert.DoesNotContain(
            Directory.GetFiles("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget),
            open => open?.StartsWith(_target.Directory, StringComparison.Ordinal) == true);
        _ = Assert.Throws<ObjectDisposedException>(file.Prepare);
        _ = Assert.Throws<ObjectDisposedException>(file.Publish);
        _ = Assert.Throws<ObjectDisposedException>(file.Commit);
    }

    [Fact]
    public async Task A_cancelled_preparation_leaves_the_old_file()
    {
        File.WriteAllBytes(Target, Old);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.PrepareAsync(cancellation.Token));
        _target.AssertContent(Old);
        _target.AssertAlone("target");
        _ = Assert.Throws<InvalidOperationException>(file.Commit);
    }

    /// <summary>
    /// The client of a file server repeats a rename whose answer was lost. The second answer is ENOENT, and the file is in place. With
    /// <c>FailIfExists</c>, the file is reported as one that exists already.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rename_that_succeeded_in_spite_of_an_error_leaves_the_new_file(bool failIfExists)
    {
        using var file = DurableFile.Create(Target, new() { FailIfExists = failIfExists, IgnoreTarget = true });
        file.Stream.Write(New);
        file.Prepare();
        File.Move(file.Stream.Name, Target);
        if (failIfExists)
        {
            var failure = Assert.Throws<DurableFileException>(file.Commit);
            Assert.Contains("it exists", failure.Message, StringComparison.Ordinal);
        }
        else
        {
            file.Commit();
        }

        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rename_that_did_not_succeed_is_a_failure(bool exists)
    {
        using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        file.Prepare();
        if (exists)
        {
            File.WriteAllBytes(Target, Old);
        }

        File.Delete(file.Stream.Name);
        var failure = Assert.Throws<DurableFileException>(file.Commit);
        Assert.Equal((DurableFileStep.Rename, false), (failure.Step, failure.IsPublished));
        Assert.Equal(Errno.NoEntry, failure.HResult);
        _target.AssertContent(exists ? Old : null);
    }

    [Theory]
    [InlineData("a link")]
    [InlineData("a dangling link")]
    [InlineData("a read-only file")]
    [InlineData("a file of another mode and owner")]
    [InlineData("a pipe")]
    [InlineData("no file")]
    public void A_target_that_is_ignored_is_replaced_itself(string target)
    {
        File.WriteAllBytes(_target.File("linked"), Old);
        switch (target)
        {
            case "a link" or "a dangling link":
                File.CreateSymbolicLink(Target, target == "a link" ? "linked" : "none");
                break;
            case "a pipe":
                _ = Shell.Run("mkfifo", Target).OrThrow();
                break;
            case "no file":
                break;
            default:
                File.WriteAllBytes(Target, Old);
                File.SetUnixFileMode(Target, target == "a read-only file" ? UnixFileMode.UserRead : (UnixFileMode)0x1FF); // 0777
                break;
        }

        if (target == "a file of another mode and owner" && Environment.IsPrivilegedProcess)
        {
            _ = Shell.Run("chown", "1234:5678", Target).OrThrow();
        }

        DurableFile.Replace(Target, stream => stream.Write(New), new() { IgnoreTarget = true });

        _target.AssertContent(New);
        Assert.Null(new FileInfo(Target).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Equal(Shell.Run("id", "-u").OrThrow().Output.Trim(), Shell.Run("stat", "-c", "%u", Target).OrThrow().Output.Trim());
        Assert.Equal(Old, File.ReadAllBytes(_target.File("linked")));
        _target.AssertAlone("linked", "target");

        DurableFile.Replace(Target, stream => stream.Write(Old), new() { IgnoreTarget = true, Mode = (UnixFileMode)0x1A4 }); // 0644
        Assert.Equal((UnixFileMode)0x1A4, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void A_directory_is_never_replaced()
    {
        _ = Directory.CreateDirectory(Target);
        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Replace(Target, stream => stream.Write(New), new() { IgnoreTarget = true }));
        Assert.Equal((DurableFileStep.Rename, false), (failure.Step, failure.IsPublished));
        _target.AssertAlone("target");
    }

    [Fact]
    public void A_temporary_file_with_the_callers_prefix_is_never_treated_as_abandoned()
    {
        using var file = DurableFile.Create(Target, new() { TemporaryPrefix = "target.tmp.12-" });
        var name = Path.GetFileName(file.Stream.Name);
        Assert.Matches("^target\\.tmp\\.12-[0-9a-f]{32}$", name);
        Assert.Equal(0, DurableFile.RemoveAbandoned(_target.Directory));
        using (var other = File.OpenHandle(file.Stream.Name, share: FileShare.ReadWrite))
        {
            Assert.Equal(Errno.Again, DirectoryCalls.LockAsAbandoned(other));
        }

        file.Stream.Write(New);
        file.Commit();
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    /// <summary>The caller's own rules decide which of these files are abandoned, so the file gets no suffix <c>.unlocked</c>.</summary>
    [Fact]
    public void A_name_with_the_callers_prefix_gets_no_suffix_if_locks_do_not_work()
    {
        var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(NameTemporaries, [Target]), "ENOSYS", "flock")).OrThrow();
        Assert.Matches("^own-[0-9a-f]{32}\n\\.iopolicy-[0-9a-f]{32}\\.unlocked\n$", result.Output);
        _target.AssertAlone();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_prefix_that_is_empty_or_has_a_separator_is_refused(string prefix) =>
        Assert.Throws<ArgumentException>(() => new DurableFileOptions { TemporaryPrefix = prefix });

    /// <summary>Between its creation and its lock, a temporary file looks like one of a crashed process. The delay makes that time long.</summary>
    [Fact]
    public async Task A_file_that_is_removed_before_it_is_locked_is_created_again()
    {
        File.WriteAllBytes(Target, Old);
        var removal = Task.Run(
            () => SpinWait.SpinUntil(() => DurableFile.RemoveAbandoned(_target.Directory) == 1, TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveOnce, [Target]), "openat,flock", "flock:delay_enter=300000");
        _ = result.OrThrow();
        Assert.True(await removal);
        Assert.Equal(2, calls.Count(call => call.Arguments.Contains("O_EXCL", StringComparison.Ordinal) && call.Result.Contains(".iopolicy-", StringComparison.Ordinal)));
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    /// <summary>EINVAL and EOPNOTSUPP mean that the file system cannot flush a directory.</summary>
    [Theory]
    [InlineData("EIO", true)]
    [InlineData("ENOSPC", true)]
    [InlineData("EDQUOT", true)]
    [InlineData("EROFS", true)]
    [InlineData("EINVAL", false)]
    [InlineData("EOPNOTSUPP", false)]
    public void Only_a_real_failure_of_the_directorys_flush_is_reported(string error, bool isReported)
    {
        File.WriteAllBytes(Target, Old);
        var (result, calls) = Strace.RunOn([_target.Directory], ChildProcess.Start(TrySave, [Target]), "fsync", $"fsync:error={error}");
        Assert.Contains(calls, call => call.IsInjected);
        var outcome = result.OrThrow().Output.Trim();
        Assert.Equal(!isReported, outcome == "done");
        Assert.Equal(isReported, outcome.Contains("flushing the directory to disk", StringComparison.Ordinal) && outcome.Contains("The new file is in place", StringComparison.Ordinal));
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    /// <summary>The backup has its own flush of its directory, before the old file loses its name.</summary>
    [Theory]
    [InlineData("EIO", true)]
    [InlineData("ENOSPC", true)]
    [InlineData("EDQUOT", true)]
    [InlineData("EROFS", true)]
    [InlineData("EINVAL", false)]
    public void Only_a_real_failure_of_the_backup_directorys_flush_is_reported(string error, bool isReported)
    {
        File.WriteAllBytes(Target, Old);
        _ = Directory.CreateDirectory(_target.File("backups"));
        var child = ChildProcess.Start(TrySave, [Target, _target.File("backups/old")]);
        var (result, calls) = Strace.RunOn([_target.File("backups")], child, "fsync", $"fsync:error={error}");
        Assert.Contains(calls, call => call.IsInjected);
        var outcome = result.OrThrow().Output.Trim();
        Assert.Equal(!isReported, outcome == "done");
        Assert.Equal(isReported, outcome.Contains("failed at keeping the backup: ", StringComparison.Ordinal) && outcome.EndsWith("The target is unchanged.", StringComparison.Ordinal));
        _target.AssertContent(isReported ? Old : New);
        _target.AssertAlone("backups", "target");
    }

    internal static void TrySave(string[] arguments)
    {
        try
        {
            SaveOnce(arguments);
            Console.WriteLine("done");
        }
        catch (IOException failure)
        {
            Console.WriteLine(failure.Message);
        }
    }

    internal static void SaveOnce(string[] arguments) =>
        DurableFile.Replace(arguments[0], stream => stream.Write(New), new() { BackupPath = arguments.Length > 1 ? arguments[1] : null });

    internal static void SaveInSteps(string[] arguments)
    {
        DurableFile.Replace(arguments[0], stream => stream.Write(New), new() { SyncDirectory = false });
        DurableFile.Replace(arguments[0], stream => stream.Write(New), new() { BackupPath = arguments[0] + "-backup" });
        DurableFile.Replace(arguments[0], stream => stream.Write(New));
        using (var prepared = Write(arguments[0]))
        {
            prepared.Prepare();
            prepared.Commit();
        }

        using (var published = Write(arguments[0]))
        {
            published.Publish();
            published.Commit();
        }

        using var repeated = Write(arguments[0]);
        repeated.Prepare();
        repeated.Prepare();
        repeated.Publish();
        repeated.Commit();
    }

    internal static void NameTemporaries(string[] arguments)
    {
        using var own = DurableFile.Create(arguments[0], new() { TemporaryPrefix = "own-" });
        Console.WriteLine(Path.GetFileName(own.Stream.Name));
        using var ours = DurableFile.Create(arguments[0]);
        Console.WriteLine(Path.GetFileName(Directory.GetFiles(Path.GetDirectoryName(arguments[0])!, "*.unlocked").Single()));
    }

    private static DurableFile Write(string path)
    {
        var file = DurableFile.Create(path);
        file.Stream.Write(New);
        return file;
    }
}

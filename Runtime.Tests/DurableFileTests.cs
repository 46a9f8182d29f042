using IoPolicy.Testing;
using static IoPolicy.Tests.DurableFileTarget;

namespace IoPolicy.Tests;

/// <summary><see cref="DurableFile"/> without faults: the file at the path, and the other files in the directory.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFileTests : IDisposable
{
    private readonly DurableFileTarget _target = new();

    private string Target => _target.Path;

    public void Dispose() => _target.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_commit_replaces_or_creates_the_file(bool exists, bool asynchronous)
    {
        if (exists)
        {
            File.WriteAllBytes(Target, Old);
        }

        using (var file = DurableFile.Create(Target))
        {
            Assert.Equal(Target, file.Path);
            Assert.Equal(_target.Directory, Path.GetDirectoryName(file.Stream.Name));
            file.Stream.Write(New);
            _target.AssertContent(exists ? Old : null);
            if (asynchronous)
            {
                await file.CommitAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                file.Commit();
            }

            _target.AssertContent(New);
            Assert.False(file.Stream.CanWrite);
            _ = Assert.Throws<InvalidOperationException>(file.Commit);
        }

        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_commit_the_old_file_stays_and_no_temporary_file_is_left(bool asynchronous)
    {
        File.WriteAllBytes(Target, Old);
        var file = DurableFile.Create(Target);
        file.Stream.Write(new byte[1 << 20]);
        if (asynchronous)
        {
            await file.DisposeAsync();
        }
        else
        {
            file.Dispose();
        }

        _target.AssertContent(Old);
        _target.AssertAlone("target");
        _ = Assert.Throws<ObjectDisposedException>(file.Commit);
    }

    [Fact]
    public void The_stream_may_be_closed_before_the_commit()
    {
        using var file = DurableFile.Create(Target);
        using (var writer = new StreamWriter(file.Stream))
        {
            writer.Write("text");
        }

        file.Commit();
        _target.AssertContent([.. "text"u8]);
    }

    [Fact]
    public async Task Replace_writes_the_new_content_or_leaves_the_old_file()
    {
        DurableFile.Replace(Target, stream => stream.Write(Old));
        _target.AssertContent(Old);
        await DurableFile.ReplaceAsync(Target, async (stream, cancellation) => await stream.WriteAsync(New, cancellation), cancellationToken: TestContext.Current.CancellationToken);
        _target.AssertContent(New);

        _ = Assert.Throws<FormatException>(() => DurableFile.Replace(Target, stream =>
        {
            stream.Write(Old);
            throw new FormatException();
        }));
        _ = await Assert.ThrowsAsync<FormatException>(() => DurableFile.ReplaceAsync(
            Target, (_, _) => Task.FromException(new FormatException()), cancellationToken: TestContext.Current.CancellationToken));
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    [Fact]
    public async Task A_cancellation_leaves_the_old_file()
    {
        File.WriteAllBytes(Target, Old);
        using var cancellation = new CancellationTokenSource();
        await using (var file = DurableFile.Create(Target))
        {
            file.Stream.Write(New);
            await cancellation.CancelAsync();
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.CommitAsync(cancellation.Token));
            _target.AssertAlone("target");
        }

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DurableFile.ReplaceAsync(Target, (_, _) => Task.CompletedTask, cancellationToken: cancellation.Token));
        _target.AssertContent(Old);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData("a directory", DurableFileStep.CheckTarget, "it is a directory", 0)]
    [InlineData("a pipe", DurableFileStep.CheckTarget, "it is not a regular file", 0)]
    [InlineData("a read-only file", DurableFileStep.CheckTarget, "it is read-only, since its mode has no write permission", 13)]
    [InlineData("in a missing directory", DurableFileStep.OpenDirectory, "No such file or directory (errno 2)", 2)]
    [InlineData("in a file", DurableFileStep.OpenDirectory, "Not a directory (errno 20)", 20)]
    public void A_target_that_cannot_be_replaced_is_refused_at_once(string target, DurableFileStep step, string reason, int error)
    {
        File.WriteAllBytes(_target.File("file"), Old);
        var path = target switch
        {
            "a directory" => Directory.CreateDirectory(Target).FullName,
            "in a missing directory" => Path.Combine(Target, "file"),
            "in a file" => _target.File("file/inner"),
            _ => Target,
        };
        if (target == "a pipe")
        {
            _ = Shell.Run("mkfifo", Target).OrThrow();
        }
        else if (target == "a read-only file")
        {
            File.WriteAllBytes(Target, Old);
            File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }

        var before = _target.Names();
        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(path));
        Assert.Equal(path, failure.Path);
        Assert.Equal((step, reason, error), (failure.Step, failure.Reason, failure.HResult > 0 ? failure.HResult : 0));
        Assert.False(failure.IsPublished);
        Assert.Equal(before, _target.Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_existing_target_is_not_replaced_with_FailIfExists(bool existsBefore)
    {
        var options = new DurableFileOptions { FailIfExists = true };
        DurableFile.Replace(_target.File("new"), stream => stream.Write(New), options);
        Assert.Equal(New, File.ReadAllBytes(_target.File("new")));

        if (existsBefore)
        {
            File.WriteAllBytes(Target, Old);
            var failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(Target, options));
            Assert.Equal((DurableFileStep.CheckTarget, "it exists", Target, 17), (failure.Step, failure.Reason, failure.Path, failure.HResult));
        }
        else
        {
            using var file = DurableFile.Create(Target, options);
            file.Stream.Write(New);
            File.WriteAllBytes(Target, Old);
            Assert.Equal(DurableFileStep.CheckTarget, Assert.Throws<DurableFileException>(file.Commit).Step);
        }

        _target.AssertContent(Old);
        _target.AssertAlone("new", "target");
    }

    [Fact]
    public void A_backup_keeps_the_replaced_file()
    {
        var options = new DurableFileOptions { BackupPath = _target.File("backup") };
        DurableFile.Replace(Target, stream => stream.Write(Old), options);
        _target.AssertAlone("target");
        DurableFile.Replace(Target, stream => stream.Write(New), options);
        Assert.Equal(Old, File.ReadAllBytes(options.BackupPath));
        DurableFile.Replace(Target, stream => stream.Write("third"u8), options);
        Assert.Equal(New, File.ReadAllBytes(options.BackupPath));
        _target.AssertContent([.. "third"u8]);
        _target.AssertAlone("backup", "target");
    }

    [Fact]
    public void A_backup_that_is_the_target_already_is_no_error()
    {
        File.WriteAllBytes(Target, Old);
        _ = Shell.Run("ln", Target, _target.File("backup")).OrThrow();
        DurableFile.Replace(Target, stream => stream.Write(New), new() { BackupPath = _target.File("backup") });
        Assert.Equal(Old, File.ReadAllBytes(_target.File("backup")));
        _target.AssertContent(New);
        _target.AssertAlone("backup", "target");
    }

    [Fact]
    public void A_backup_on_another_volume_is_refused_and_copies_nothing()
    {
        using var memory = new MemoryMount();
        using var other = memory.CreateDirectory();
        File.WriteAllBytes(Target, Old);
        var backup = other.File("backup");
        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Replace(Target, stream => stream.Write(New), new() { BackupPath = backup }));
        Assert.Equal(DurableFileStep.KeepBackup, failure.Step);
        _target.AssertContent(Old);
        _target.AssertAlone("target");
        Assert.Empty(Directory.GetFileSystemEntries(other.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_are_dropped_with_DropBehind(bool drop)
    {
        const int Bytes = 8 << 20;
        long? peak = 0;
        DurableFile.Replace(
            Target,
            stream =>
            {
                for (var done = 0; done < Bytes; done += 64 << 10)
                {
                    stream.Write(new byte[64 << 10]);
                    peak = Math.Max(peak.Value, PageCache.GetResidency(stream.SafeFileHandle).CachedPages!.Value);
                }
            },
            new() { DropBehind = drop ? new() { WindowBytes = 1 << 20 } : null });
        var cached = PageCache.GetResidency(Target);
        Assert.Equal(0, cached.DirtyPages);
        if (drop)
        {
            Assert.Equal(0, cached.CachedPages);
            Assert.InRange(peak!.Value, 1, (1 << 20) / 4096);
        }
        else
        {
            KeptPages.AssertAll(Bytes / 4096, cached.CachedPages);
        }
    }

    [Theory]
    [InlineData(DropBehindMode.Windowed, "write:windows")]
    [InlineData(DropBehindMode.Uncached, "write:uncached")]
    public void The_mode_of_DropBehind_is_used(DropBehindMode mode, string label)
    {
        using (var probe = new DropBehindStream(File.Create(_target.File("probe")), new() { Mode = mode }))
        {
            probe.Write(new byte[1 << 20]);
            Assert.SkipWhen(probe.Mode != mode, "The file system or the kernel has no uncached I/O.");
        }

        using var counts = new AdviceCounts();
        DurableFile.Replace(Target, static stream => stream.Write(new byte[1 << 20]), new() { DropBehind = new() { Mode = mode } });
        Assert.Equal([new(label, 1 << 20)], counts.DroppedBehind);
    }

    [Fact]
    public void The_tail_of_the_new_file_stays_cached_with_KeepTailBytes()
    {
        const int Bytes = 1 << 20;
        const int Tail = 256 << 10;
        DurableFile.Replace(
            Target,
            stream =>
            {
                foreach (var page in new byte[Bytes].Chunk(4096))
                {
                    stream.Write(page);
                }
            },
            new() { DropBehind = new() { WindowBytes = 64 << 10, KeepTailBytes = Tail } });
        using var file = File.OpenHandle(Target);
        KeptPages.AssertAll(Tail / 4096, PageCache.GetResidency(file, Bytes - Tail).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(file, 0, Bytes - Tail).CachedPages);
    }

    [Fact]
    public void RemoveAbandoned_removes_only_files_that_no_process_writes()
    {
        using var living = DurableFile.Create(Target);
        living.Stream.Write(New);
        living.Stream.Dispose();
        var abandoned = _target.File($".iopolicy-{new string('a', 32)}.tmp");
        File.WriteAllBytes(abandoned, Old);
        string[] others = [$".iopolicy-{new string('a', 31)}.tmp", $".iopolicy-{new string('a', 33)}.tmp", $".iopolicy-{new string('g', 32)}.tmp", $".iopolicy-{new string('b', 32)}.unlocked", "x.tmp"];
        Array.ForEach(others, name => File.WriteAllBytes(_target.File(name), Old));
        _ = Directory.CreateDirectory(_target.File($".iopolicy-{new string('c', 32)}.tmp"));
        File.CreateSymbolicLink(_target.File($".iopolicy-{new string('d', 32)}.tmp"), "x.tmp");
        _ = Shell.Run("mkfifo", _target.File($".iopolicy-{new string('e', 32)}.tmp")).OrThrow();

        Assert.Equal(1, DurableFile.RemoveAbandoned(_target.Directory));

        Assert.False(File.Exists(abandoned));
        Assert.All(others, name => Assert.True(File.Exists(_target.File(name)), name));
        living.Commit();
        _target.AssertContent(New);
        Assert.Equal(0, DurableFile.RemoveAbandoned(_target.Directory));
    }

    [Fact]
    public void Two_writers_of_one_path_both_commit()
    {
        using var first = DurableFile.Create(Target);
        using var second = DurableFile.Create(Target);
        first.Stream.Write(Old);
        second.Stream.Write(New);
        first.Commit();
        _target.AssertContent(Old);
        second.Commit();
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    [Fact]
    public void A_name_of_255_bytes_and_a_relative_path_work()
    {
        var name = new string('n', 255);
        DurableFile.Replace(_target.File(name), stream => stream.Write(New));
        Assert.Equal(New, File.ReadAllBytes(_target.File(name)));

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Target);
        DurableFile.Replace(relative, stream => stream.Write(New));
        _target.AssertContent(New);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        _ = Assert.Throws<ArgumentNullException>(() => DurableFile.Create(null!));
        _ = Assert.Throws<ArgumentException>(() => DurableFile.Create(""));
        _ = Assert.Throws<ArgumentException>(() => DurableFile.Create(_target.Directory + "/"));
        _ = Assert.Throws<ArgumentNullException>(() => DurableFile.Replace(Target, null!));
        _ = Assert.Throws<ArgumentNullException>(() => DurableFile.RemoveAbandoned(null!));
        _ = Assert.Throws<DirectoryNotFoundException>(() => DurableFile.RemoveAbandoned(_target.File("missing")));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new DurableFileOptions { BufferSize = -1 });
        _target.AssertAlone();
    }
}

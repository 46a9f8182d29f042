using System.Globalization;
using System.Runtime.InteropServices;
using static IoPolicy.Tests.DurableFileTarget;

namespace IoPolicy.Tests;

/// <summary>The life of a <see cref="DurableFile"/>: calls in any order, cancellations, and other writers at the same time.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class DurableFileLifetimeTests : IDisposable
{
    private readonly DurableFileTarget _target = new();

    private string Target => _target.Path;

    public void Dispose() => _target.Dispose();

    /// <summary>A process that is being started has a copy of each descriptor until its exec. A copy keeps the lock of the original.</summary>
    [Fact]
    public void A_copy_of_a_descriptor_does_not_keep_the_published_file_locked()
    {
        List<int> copies = [];
        try
        {
            using (var file = DurableFile.Create(Target))
            {
                file.Stream.Write(New);
                copies.AddRange(OpenFiles(file.Stream.Name).Select(Duplicate));
                Assert.NotEmpty(copies);
                Assert.DoesNotContain(-1, copies);
                _ = Assert.Throws<IOException>(() => File.Open(file.Stream.Name, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
                file.Commit();
            }

            using var opened = File.Open(Target, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Assert.Equal(New.Length, opened.Length);
        }
        finally
        {
            copies.ForEach(static copy => _ = CloseDescriptor(copy));
        }
    }

    [Fact]
    public async Task A_cancellation_after_the_preparation_leaves_the_old_file()
    {
        File.WriteAllBytes(Target, Old);
        using var cancellation = new CancellationTokenSource();
        await using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        await file.PrepareAsync(cancellation.Token);
        await cancellation.CancelAsync();
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.CommitAsync(cancellation.Token));
        Assert.Equal(cancellation.Token, failure.CancellationToken);
        _target.AssertContent(Old);
        _target.AssertAlone("target");
        _ = Assert.Throws<InvalidOperationException>(file.Commit);
    }

    [Fact]
    public async Task A_cancellation_after_the_publication_is_too_late()
    {
        File.WriteAllBytes(Target, Old);
        await using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        file.Publish();
        await file.CommitAsync(new CancellationToken(canceled: true));
        _target.AssertContent(New);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData("write")]
    [InlineData("after the write")]
    public async Task A_cancellation_during_a_replacement_leaves_the_old_file(string moment)
    {
        File.WriteAllBytes(Target, Old);
        using var cancellation = new CancellationTokenSource();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DurableFile.ReplaceAsync(
            Target,
            async (stream, token) =>
            {
                await stream.WriteAsync(New, token);
                await cancellation.CancelAsync();
                if (moment == "write")
                {
                    await stream.WriteAsync(New, token);
                }
            },
            cancellationToken: cancellation.Token));
        _target.AssertContent(Old);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData("dispose dispose", true)]
    [InlineData("disposeasync dispose disposeasync", true)]
    [InlineData("prepare dispose dispose", true)]
    [InlineData("prepare disposeasync", true)]
    [InlineData("prepare prepare commit dispose", false)]
    [InlineData("close prepare publish commit disposeasync disposeasync", false)]
    [InlineData("publish dispose dispose", false)]
    [InlineData("commit dispose disposeasync", false)]
    public async Task Calls_may_come_more_than_once(string calls, bool isOld)
    {
        File.WriteAllBytes(Target, Old);
        var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        foreach (var call in calls.Split(' '))
        {
            await Call(file, call);
        }

        _target.AssertContent(isOld ? Old : New);
        _target.AssertAlone("target");
        Assert.Empty(OpenFiles(_target.Directory));
    }

    [Theory]
    [InlineData("commit", "commit", typeof(InvalidOperationException))]
    [InlineData("commit", "commitasync", typeof(InvalidOperationException))]
    [InlineData("commit", "prepare", typeof(InvalidOperationException))]
    [InlineData("commit", "publish", typeof(InvalidOperationException))]
    [InlineData("publish", "publish", typeof(InvalidOperationException))]
    [InlineData("publish", "prepareasync", typeof(InvalidOperationException))]
    [InlineData("dispose", "commit", typeof(ObjectDisposedException))]
    [InlineData("disposeasync", "commitasync", typeof(ObjectDisposedException))]
    [InlineData("dispose", "publish", typeof(ObjectDisposedException))]
    [InlineData("dispose", "prepare", typeof(ObjectDisposedException))]
    public async Task A_call_that_is_too_late_throws_and_changes_nothing(string first, string second, Type exception)
    {
        File.WriteAllBytes(Target, Old);
        await using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        await Call(file, first);
        var content = File.ReadAllBytes(Target);
        var thrown = await Record.ExceptionAsync(() => Call(file, second));
        Assert.IsType(exception, thrown);
        Assert.Equal(
            first switch
            {
                "commit" => "The file is committed already. Create another DurableFile.",
                "publish" => "The file is published already. Commit it.",
                _ => new ObjectDisposedException(typeof(DurableFile).FullName).Message,
            },
            thrown!.Message);
        _target.AssertContent(content);
        _target.AssertAlone("target");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_writers_of_one_path_leave_one_whole_file(bool failIfExists)
    {
        const int Bytes = 100_000;
        var published = 0;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, writer =>
        {
            try
            {
                DurableFile.Replace(
                    Target, stream => stream.Write([.. Enumerable.Repeat((byte)writer, Bytes)]), new() { FailIfExists = failIfExists, BackupPath = failIfExists ? null : _target.File("backup") });
                _ = Interlocked.Increment(ref published);
            }
            catch (DurableFileException e) when (failIfExists)
            {
                Assert.Equal(17, e.HResult); // EEXIST
            }
        });

        Assert.Equal(failIfExists ? 1 : 64, published);
        foreach (var name in failIfExists ? ["target"] : new[] { "backup", "target" })
        {
            var bytes = File.ReadAllBytes(_target.File(name));
            Assert.Equal(Enumerable.Repeat(bytes[0], Bytes), bytes);
        }

        _target.AssertAlone(failIfExists ? ["target"] : ["backup", "target"]);
    }

    [Fact]
    public async Task RemoveAbandoned_removes_no_file_of_a_running_writer()
    {
        using var end = new CancellationTokenSource();
        var cleanup = Task.Run(
            () =>
            {
                var removed = 0;
                while (!end.IsCancellationRequested)
                {
                    removed += DurableFile.RemoveAbandoned(_target.Directory);
                }

                return removed;
            },
            TestContext.Current.CancellationToken);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, round =>
            DurableFile.Replace(
                _target.File($"file-{round % 4}"), stream => stream.Write(New), new() { SyncDirectory = false, BackupPath = round % 3 == 0 ? _target.File($"backup-{round % 4}") : null }));
        await end.CancelAsync();
        _ = await cleanup;
        Assert.All(_target.Names(), name => Assert.True(name[0] != '.' && File.ReadAllBytes(_target.File(name)).AsSpan().SequenceEqual(New), name));
    }

    [Fact]
    public void A_program_that_is_started_meanwhile_inherits_no_lock()
    {
        using var file = DurableFile.Create(Target);
        var open = OpenFiles(_target.Directory);
        Assert.True(open.Count >= 3, string.Join(' ', open)); // The stream, the lock and the directory.
        Assert.All(open, static descriptor =>
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(static line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
            Assert.NotEqual(0, Convert.ToInt32(flags, 8) & 0x80000); // O_CLOEXEC
        });
    }

    [Fact]
    public void A_temporary_file_that_vanishes_is_a_failure_of_the_rename()
    {
        File.WriteAllBytes(Target, Old);
        using var file = DurableFile.Create(Target);
        file.Stream.Write(New);
        File.Delete(file.Stream.Name);
        Assert.Equal(DurableFileStep.Rename, Assert.Throws<DurableFileException>(file.Commit).Step);
        _target.AssertContent(Old);
    }

    [Fact]
    public void A_save_without_bytes_creates_an_empty_file()
    {
        File.WriteAllBytes(Target, Old);
        DurableFile.Replace(Target, static _ => { });
        _target.AssertContent([]);
        DurableFile.Replace(_target.File("new"), static _ => { }, new() { FailIfExists = true, DropBehind = new() });
        Assert.Equal(0, new FileInfo(_target.File("new")).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_stream_can_seek_and_shrink(bool drop)
    {
        DurableFile.Replace(
            Target,
            static stream =>
            {
                stream.SetLength(5L << 30); // Sparse.
                stream.Position = (5L << 30) - 3;
                stream.Write("end"u8);
                stream.Position = 0;
                stream.Write("start"u8);
            },
            new() { DropBehind = drop ? new() : null });
        Assert.Equal(5L << 30, new FileInfo(Target).Length);
        DurableFile.Replace(Target, static stream =>
        {
            stream.Write("a long text"u8);
            stream.SetLength(6);
        });
        _target.AssertContent([.. "a long"u8]);
    }

    [Fact]
    public void A_change_of_the_options_has_no_effect_on_a_file()
    {
        var options = new DurableFileOptions { BackupPath = _target.File("backup") };
        File.WriteAllBytes(Target, Old);
        using var file = DurableFile.Create(Target, options);
        (options.FailIfExists, options.BackupPath, options.SyncDirectory) = (true, null, false);
        file.Stream.Write(New);
        file.Commit();
        _target.AssertContent(New);
        Assert.Equal(Old, File.ReadAllBytes(_target.File("backup")));
    }

    private static async Task Call(DurableFile file, string call)
    {
        switch (call)
        {
            case "close":
                await file.Stream.DisposeAsync();
                break;
            case "prepare":
                file.Prepare();
                break;
            case "prepareasync":
                await file.PrepareAsync();
                break;
            case "publish":
                file.Publish();
                break;
            case "commit":
                file.Commit();
                break;
            case "commitasync":
                await file.CommitAsync();
                break;
            case "dispose":
                file.Dispose();
                break;
            case "disposeasync":
                await file.DisposeAsync();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call));
        }
    }

    /// <summary>Gets the descriptors of this process for the directory and the files in it.</summary>
    private static List<int> OpenFiles(string directory) =>
    [
        .. Directory.GetFileSystemEntries("/proc/self/fd")
            .Where(link => new FileInfo(link).LinkTarget?.StartsWith(directory, StringComparison.Ordinal) == true)
            .Select(static link => int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture)),
    ];

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}

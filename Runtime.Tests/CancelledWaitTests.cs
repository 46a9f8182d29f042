using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Asynchronous writes and flushes to a device that has stopped writing, and their cancellation.</summary>
public sealed class CancelledWaitTests(StallingMount mount) : IClassFixture<StallingMount>
{
    private const int Window = DropBehindStream.MinimumWindowBytes;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancellation_ends_the_wait_and_completion_drops_all_pages(bool ofStream)
    {
        using var directory = mount.CreateDirectory();
        var path = directory.File("fresh");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0, useAsync: true);
        var options = new DropBehindOptions { WindowBytes = Window, LeaveOpen = true };
        await using var stream = new DropBehindStream(file, options);
        await using var positioned = new DropBehindFile(file.SafeFileHandle, options);
        using var cancellation = new CancellationTokenSource();
        mount.Stall();
        try
        {
            await WriteAsync(0); // Its write-back cannot end.
            var waiting = WriteAsync(1);
            await UntilAsync(() => file.Length == 2 * Window);
            Assert.False(waiting.IsCompleted);
            await cancellation.CancelAsync();
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        }
        finally
        {
            mount.Resume();
        }

        await (ofStream ? stream.CompleteAsync() : positioned.CompleteAsync());
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);

        static Task UntilAsync(Func<bool> condition) => Task.Run(() => Assert.True(SpinWait.SpinUntil(condition, Timeout)));

        Task WriteAsync(int window) => ofStream
            ? stream.WriteAsync(new byte[Window], cancellation.Token).AsTask()
            : positioned.WriteAsync(new byte[Window], (long)window * Window, cancellation.Token).AsTask();
    }

    /// <summary>A flush that the device does not answer cannot be cancelled, so the cancellation takes effect after the flush.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancellation_during_the_flush_of_a_save_leaves_the_old_file(bool commits)
    {
        using var directory = mount.CreateDirectory();
        var path = directory.File("saved");
        await File.WriteAllBytesAsync(path, [1, 2, 3], TestContext.Current.CancellationToken);
        await using var file = DurableFile.Create(path);
        await file.Stream.WriteAsync(new byte[Window], TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        Task saving;
        mount.Stall();
        try
        {
            saving = commits ? file.CommitAsync(cancellation.Token) : file.PrepareAsync(cancellation.Token);
            Assert.False(saving.IsCompleted);
            await cancellation.CancelAsync();
        }
        finally
        {
            mount.Resume();
        }

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }
}

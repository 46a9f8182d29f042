using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>An asynchronous write that waits for a device that has stopped writing ends when it is cancelled.</summary>
public sealed class CancelledWaitTests(StallingMount mount) : IClassFixture<StallingMount>
{
    private const int Window = DropBehindStream.MinimumWindowBytes;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancellation_ends_the_wait_and_loses_no_bytes(bool ofStream)
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
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
        finally
        {
            mount.Resume();
        }

        await (ofStream ? stream.CompleteAsync() : positioned.CompleteAsync());
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);

        static Task UntilAsync(Func<bool> condition) => Task.Run(() => Assert.True(SpinWait.SpinUntil(condition, Patience)));

        Task WriteAsync(int window) => ofStream
            ? stream.WriteAsync(new byte[Window], cancellation.Token).AsTask()
            : positioned.WriteAsync(new byte[Window], (long)window * Window, cancellation.Token).AsTask();
    }
}

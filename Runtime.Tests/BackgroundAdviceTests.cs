using System.Net.Sockets;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// <see cref="PageCache.Background"/>: queued advice has the same effect as direct advice, also for a file that is closed meanwhile.
/// </summary>
public sealed class BackgroundAdviceTests(FailingMount device) : IClassFixture<FailingMount>, IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_drop_of_a_file_that_is_closed_at_once_leaves_no_page()
    {
        var sample = SampleFile.Create(_directory.File("sample"), (1 << 20) + 100);
        using (var file = sample.OpenHandle())
        {
            Assert.Equal(AdviceStatus.Queued, PageCache.Background.Drop(file).Status);
        }

        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public async Task A_fresh_write_leaves_no_page()
    {
        var path = _directory.File("fresh");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, new byte[8 << 20], 0);
            Assert.Equal(2048, PageCache.GetResidency(file).CachedPages);
            Assert.Equal(AdviceStatus.Queued, PageCache.Background.WriteBackAndDrop(file).Status);
        }

        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public async Task A_limited_rate_drops_the_same_pages()
    {
        var sample = SampleFile.Create(_directory.File("sample"), (20 << 20) + 100);
        var advice = new BackgroundAdvice { BytesPerSecond = 1L << 40 };
        using var file = sample.OpenHandle();
        _ = advice.Drop(file);
        await advice.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, sample.CachedPages);

        sample.MakeResident();
        _ = advice.Drop(file, 4 << 20, 12 << 20);
        await advice.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, PageCache.GetResidency(file, 4 << 20, 12 << 20).CachedPages);
        Assert.Equal(sample.Pages - 3072, sample.CachedPages);
    }

    [Fact]
    public async Task A_full_queue_refuses_advice_and_a_wait_can_be_cancelled()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var advice = new BackgroundAdvice(capacity: 2) { BytesPerSecond = 1 }; // At this rate, the first advice takes days.
        using var file = sample.OpenHandle();
        var outcomes = Enumerable.Range(0, 4).Select(_ => advice.Drop(file)).ToArray();
        var queued = new AdviceOutcome(AdviceStatus.Queued);
        var refused = new AdviceOutcome(AdviceStatus.Refused, Interop.Errno.Again);
        Assert.Equal([queued, queued, refused, refused], outcomes);
        Assert.Equal(2, advice.Pending);
        Assert.Equal(3, Descriptors(sample.Path)); // The file, and one for each piece of queued advice.

        using var cancellation = new CancellationTokenSource();
        var flush = advice.FlushAsync(cancellation.Token);
        await cancellation.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);

        advice.BytesPerSecond = 0;
        await advice.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, advice.Pending);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_failing_write_back_is_reported_once_by_the_next_flush()
    {
        Strace.Require();
        var child = ChildProcess.Start(FlushTwice, [_directory.File("sample")], ("IOPOLICY_VERIFY", "1"));
        var (result, _) = Strace.Run(child, "sync_file_range", "sync_file_range:error=EIO:when=1");
        var lines = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("IoPolicy: PageCache.Background dropped no pages: the kernel refused the advice", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        Assert.Contains("sample' from offset 0 failed", lines[0], StringComparison.Ordinal);
        Assert.Equal("flushed", lines[1]);
    }

    [Fact]
    public async Task Many_failures_are_one_exception_with_their_count_and_the_first_16()
    {
        const int Files = 40;
        using var directory = device.CreateDirectory();
        var background = new BackgroundAdvice();
        device.Fail();
        try
        {
            for (var number = 0; number < Files; number++)
            {
                using var file = File.OpenHandle(directory.File($"fresh-{number}"), FileMode.Create, FileAccess.Write);
                RandomAccess.Write(file, new byte[64 << 10], 0);
                Assert.Equal(AdviceStatus.Queued, background.WriteBackAndDrop(file).Status);
            }

            var token = TestContext.Current.CancellationToken;
            var thrown = await Assert.ThrowsAsync<IOException>(() => background.FlushAsync(token));
            Assert.StartsWith("40 write-backs failed.", thrown.Message, StringComparison.Ordinal);
            Assert.Contains("fresh-0'", thrown.Message, StringComparison.Ordinal);
            var first = Assert.IsType<AggregateException>(thrown.InnerException).InnerExceptions;
            Assert.Equal(16, first.Count);
            Assert.All(first, (failure, number) => Assert.Contains($"fresh-{number}'", failure.Message, StringComparison.Ordinal));
            Assert.Equal(first[0].HResult, thrown.HResult);
            await background.FlushAsync(token);
        }
        finally
        {
            device.Heal();
        }
    }

    [Fact]
    public void A_process_with_queued_advice_ends()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        _ = ChildProcess.Run(QueueAndEnd, [sample.Path]).OrThrow();
    }

    [Fact]
    public async Task Many_threads_queue_at_once_and_no_descriptor_is_left()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            using var file = sample.OpenHandle();
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(AdviceStatus.Queued, PageCache.Background.Drop(file).Status);
            }
        })));
        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Descriptors(sample.Path));
    }

    [Fact]
    public void Invalid_arguments_throw()
    {
        using var file = SampleFile.Create(_directory.File("sample"), 4096).OpenHandle();
        _ = Assert.Throws<ArgumentNullException>(() => PageCache.Background.Drop(null!));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Background.Drop(file, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Background.WriteBackAndDrop(file, 0, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Background.BytesPerSecond = -1);
        file.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => PageCache.Background.Drop(file));
    }

    /// <summary>At this rate, the pause after the first 4 MiB takes weeks. Only a higher limit ends it.</summary>
    [Fact]
    public async Task A_limited_rate_pauses_after_each_piece()
    {
        const int Piece = 4 << 20;
        var sample = SampleFile.Create(_directory.File("sample"), 3 * Piece);
        var advice = new BackgroundAdvice { BytesPerSecond = 1 };
        using var file = sample.OpenHandle();
        _ = advice.Drop(file);
        Assert.True(SpinWait.SpinUntil(() => PageCache.GetResidency(file, 0, Piece).CachedPages == 0, TimeSpan.FromMinutes(1)));
        KeptPages.AssertAll(2 * Piece / 4096, PageCache.GetResidency(file, Piece).CachedPages);
        advice.BytesPerSecond = 0;
        await advice.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, sample.CachedPages);
    }

    /// <summary>Without a limit, the write-back of all queued files starts at once.</summary>
    [Fact]
    public async Task A_limited_rate_does_not_write_back_the_next_file_early()
    {
        var advice = new BackgroundAdvice { BytesPerSecond = 1 };
        using var first = Written("first");
        using var second = Written("second");
        _ = advice.WriteBackAndDrop(first);
        _ = advice.WriteBackAndDrop(second);
        Assert.True(SpinWait.SpinUntil(() => PageCache.GetResidency(first).CachedPages == 0, TimeSpan.FromMinutes(1)));
        Assert.Equal(16, PageCache.GetResidency(second).DirtyPages);
        advice.BytesPerSecond = 0;
        await advice.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, PageCache.GetResidency(second).CachedPages);

        SafeFileHandle Written(string name)
        {
            var file = File.OpenHandle(_directory.File(name), FileMode.Create, FileAccess.Write);
            RandomAccess.Write(file, new byte[64 << 10], 0);
            return file;
        }
    }

    /// <summary>A socket has an entry in /proc/self/fd, but cannot be opened there.</summary>
    [Fact]
    public void A_file_that_cannot_be_opened_again_is_refused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var file = new SafeFileHandle(socket.Handle, ownsHandle: false);
        Assert.Equal(new AdviceOutcome(AdviceStatus.Refused, 13), PageCache.Background.Drop(file));
        Assert.Equal(new AdviceOutcome(AdviceStatus.Refused, 13), PageCache.Background.WriteBackAndDrop(file));
    }

    private static int Descriptors(string path) =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == path);

    internal static void FlushTwice(string[] arguments)
    {
        using var file = File.OpenHandle(arguments[0], FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, new byte[4096], 0);
        for (var round = 0; round < 2; round++)
        {
            _ = PageCache.Background.WriteBackAndDrop(file);
            try
            {
                PageCache.Background.FlushAsync().GetAwaiter().GetResult();
                Console.WriteLine("flushed");
            }
            catch (IOException e)
            {
                Console.WriteLine(e.Message);
            }
        }
    }

    internal static void QueueAndEnd(string[] arguments)
    {
        PageCache.Background.BytesPerSecond = 1;
        using var file = File.OpenHandle(arguments[0]);
        for (var i = 0; i < 10; i++)
        {
            _ = PageCache.Background.Drop(file);
        }
    }
}

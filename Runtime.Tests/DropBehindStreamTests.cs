using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// The windows of a <see cref="DropBehindStream"/> limit the peak of cached pages. In all other ways, the stream behaves as its inner stream.
/// </summary>
public sealed class DropBehindStreamTests : IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 24 << 20;
    private const int Block = 64 << 10;
    private const long PagesAWindow = Window / 4096;

    private readonly ScratchDirectory _directory = new();

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Writing_keeps_one_window_cached_at_most()
    {
        using var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = Window });
        var peak = WriteAll(stream, Fresh);
        Assert.InRange(peak, PagesAWindow / 2, PagesAWindow);
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void Without_windows_the_whole_file_is_cached_at_the_end()
    {
        using var file = File.Create(Fresh);
        Assert.Equal(Bytes / 4096, WriteAll(file, Fresh));
    }

    [Fact]
    public async Task Asynchronous_writing_keeps_one_window_cached_at_most()
    {
        await using var stream = new DropBehindStream(
            new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true), new() { WindowBytes = Window });
        var block = new byte[Block];
        long peak = 0;
        for (var done = 0; done < Bytes; done += Block)
        {
            await stream.WriteAsync(block, TestContext.Current.CancellationToken);
            peak = Math.Max(peak, PageCache.GetResidency(Fresh).CachedPages!.Value);
        }

        Assert.InRange(peak, 1, PagesAWindow);
        await stream.CompleteAsync();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(64 << 10)]
    [InlineData(100_000)]
    public void Reading_keeps_the_peak_bounded_for_windows_that_cut_large_folios_too(int window)
    {
        var sample = SampleFile.Create(_directory.File("sample"), 3 * Bytes);
        sample.MakeCold();
        using var stream = new DropBehindStream(sample.OpenRead(), new() { WindowBytes = window });
        var block = new byte[Block];
        long peak = 0;
        while (stream.Read(block) > 0)
        {
            peak = Math.Max(peak, sample.CachedPages);
        }

        // The bound is the sum of three parts: the window, the folio of at most 2 MiB that contains the end of a step, and two readaheads
        // of the kernel (the one that is being read and the next one). A window below 128 KiB has two steps of 64 KiB.
        var bound = (Math.Max(window, 128 << 10) / 4096) + 512 + (2 * PagesReadAhead());
        Assert.SkipWhen(bound >= sample.Pages, $"The readahead of this machine ({PagesReadAhead()} pages) is so large that the whole file may be cached, so the test would prove nothing.");
        Assert.InRange(peak, 1, bound);
        stream.Complete();
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void One_large_write_is_bounded_too()
    {
        using var file = new WatchedFile(Fresh);
        using var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true });
        stream.Write(new byte[Bytes]);
        Assert.InRange(file.Peak, PagesAWindow / 2, PagesAWindow);
        Assert.Equal(Bytes, file.Length);
    }

    [Fact]
    public void After_an_unaligned_start_the_peak_stays_bounded()
    {
        using var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = Window });
        stream.Write(new byte[52]);
        var peak = WriteAll(stream, Fresh);
        Assert.InRange(peak, 1, PagesAWindow + (Block / 4096));
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void Writes_at_random_offsets_keep_the_peak_bounded()
    {
        using var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = Window });
        stream.SetLength(Bytes);
        var random = new Random(7);
        var block = new byte[8192];
        long peak = 0;
        for (var done = 0; done < Bytes; done += block.Length)
        {
            stream.Position = random.Next(Bytes / 8192) * 8192L;
            stream.Write(block);
            peak = Math.Max(peak, PageCache.GetResidency(Fresh).CachedPages!.Value);
        }

        Assert.InRange(peak, 1, PagesAWindow);
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    /// <summary>The destination ignores the token, so only the next read can observe it.</summary>
    [Fact]
    public async Task A_copy_that_is_cancelled_midway_ends_with_the_next_read()
    {
        using var cancellation = new CancellationTokenSource();
        await File.WriteAllBytesAsync(Fresh, new byte[1 << 20], TestContext.Current.CancellationToken);
        await using var stream = new DropBehindStream(File.OpenRead(Fresh), new() { WindowBytes = Window });
        await using var destination = new CancellingStream(cancellation);

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(destination, 64 << 10, cancellation.Token));

        Assert.Equal(1, destination.Writes);
    }

    private sealed class CancellingStream(CancellationTokenSource cancellation) : MemoryStream
    {
        internal int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            cancellation.Cancel();
            return default;
        }
    }

    [Fact]
    public void Appending_begins_at_the_end_and_keeps_the_peak_bounded()
    {
        File.WriteAllBytes(Fresh, new byte[100_000]);
        using var stream = new DropBehindStream(new FileStream(Fresh, FileMode.Append), new() { WindowBytes = Window });
        var peak = WriteAll(stream, Fresh);
        Assert.InRange(peak, 1, PagesAWindow + (Block / 4096) + 1);
        stream.Complete();
        Assert.Equal(100_000 + Bytes, new FileInfo(Fresh).Length);
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void A_header_that_is_written_last_is_dropped_too()
    {
        using var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = Window });
        stream.Write(new byte[Bytes]);
        stream.Position = 0;
        stream.Write(new byte[52]);
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        Assert.Equal(Bytes, new FileInfo(Fresh).Length);
    }

    [Fact]
    public async Task Cancellation_in_the_middle_leaves_a_stream_that_completes()
    {
        using var cancellation = new CancellationTokenSource();
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 0, useAsync: true);
        var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true });
        var block = new byte[Block];
        for (var done = 0; done < Bytes / 2; done += Block)
        {
            await stream.WriteAsync(block, cancellation.Token);
        }

        await cancellation.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.WriteAsync(block, cancellation.Token));
        await stream.CompleteAsync();
        Assert.Equal(Bytes / 2, file.Length);
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void Dispose_completes_and_closes_the_file_unless_LeaveOpen_is_set()
    {
        var file = File.Create(Fresh);
        using (var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true }))
        {
            stream.Write(new byte[Bytes]);
        }

        Assert.True(file.CanWrite);
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        new DropBehindStream(file).Dispose();
        Assert.False(file.CanWrite);
    }

    [Fact]
    public void The_inner_stream_is_closed_once()
    {
        var inner = new CountingStream();
        var stream = new DropBehindStream(inner);
        stream.Dispose();
        stream.Dispose();
        Assert.Equal(1, inner.Disposals);
    }

    private sealed class CountingStream : MemoryStream
    {
        internal int Disposals { get; private set; }

        protected override void Dispose(bool disposing)
        {
            Disposals++;
            base.Dispose(disposing);
        }
    }

    [Fact]
    public void Windows_limit_the_cached_pages_after_a_completion_too()
    {
        using var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = Window });
        stream.Write(new byte[4 * Window]);
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        Assert.InRange(WriteAll(stream, Fresh), 1, Window / 4096);
    }

    [Fact]
    public void Over_no_file_everything_passes_through()
    {
        var memory = new MemoryStream();
        using var stream = new DropBehindStream(memory, new() { WindowBytes = Window, LeaveOpen = true });
        stream.Write(new byte[3 * Window]);
        stream.Position = 0;
        Assert.Equal(3 * Window, stream.Read(new byte[4 * Window]));
        stream.Complete();
        Assert.Same(memory, stream.InnerStream);
    }

    [Fact]
    public void Invalid_arguments_throw()
    {
        _ = Assert.Throws<ArgumentNullException>(() => new DropBehindStream((Stream)null!));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new DropBehindStream(Stream.Null, new() { WindowBytes = 65_535 }));
    }

    [Fact]
    public void A_window_allocates_nothing()
    {
        using var file = File.Create(Fresh);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DropBehindStreamTests)) { WindowBytes = Window };
        policy.Enter(file, out var scope);
        var body = scope.DropBehind(file)!;
        var block = new byte[Block];

        // The JIT compiles code for the first windows. A garbage collection during another test can count the unused rest of this thread's
        // allocation context as allocated, so it is enough if one of three rounds allocates nothing.
        body.Write(new byte[3 * Window]);
        var least = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var done = 0; done < 4 * Window; done += Block)
            {
                body.Write(block);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        scope.Complete();
    }

    /// <summary>Gets the largest readahead of all devices of the machine. The file is on one of these devices.</summary>
    private static long PagesReadAhead() =>
        Directory.Exists("/sys/class/bdi")
            ? Directory.GetDirectories("/sys/class/bdi").Max(device => long.Parse(File.ReadAllText(Path.Combine(device, "read_ahead_kb")), System.Globalization.CultureInfo.InvariantCulture)) / 4
            : 32;

    private static long WriteAll(Stream stream, string path)
    {
        var block = new byte[Block];
        long peak = 0;
        for (var done = 0; done < Bytes; done += Block)
        {
            stream.Write(block);
            peak = Math.Max(peak, PageCache.GetResidency(path).CachedPages!.Value);
        }

        return peak;
    }

    /// <summary>A file that measures its cached pages after each write that reaches it.</summary>
    private sealed class WatchedFile(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0)
    {
        internal long Peak { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            RandomAccess.Write(SafeFileHandle, buffer, Position);
            Position += buffer.Length;
            Peak = Math.Max(Peak, PageCache.GetResidency(SafeFileHandle).CachedPages!.Value);
        }
    }
}

using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// The windows of a <see cref="DropBehindFile"/>, with one buffer and with several: the peak of cached pages is bounded, and a call allocates
/// nothing.
/// </summary>
public sealed class DropBehindFileTests : IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 24 << 20;
    private const int Block = 64 << 10;
    private const long PagesAWindow = Window / 4096;

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string> Ways => ["span", "vectored", "one large vector", "asynchronous", "asynchronous vectored"];

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_fresh_write_and_a_read_have_a_bounded_peak_and_leave_no_page(string way)
    {
        var payload = Payload(Bytes + 100);
        using var handle = OpenFresh();
        var writer = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var peak = await MoveAll(writer, way, payload, write: true);
        Assert.InRange(peak, 1, PagesAWindow);
        await writer.CompleteAsync();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);

        var reader = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var read = new byte[payload.Length];
        _ = await MoveAll(reader, way, read, write: false);
        reader.Complete();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
        Assert.True(payload.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public void Without_windows_the_same_write_leaves_all_pages()
    {
        using var handle = OpenFresh();
        RandomAccess.Write(handle, Payload(Bytes), 0);
        Assert.Equal(Bytes / 4096, PageCache.GetResidency(handle).CachedPages);
    }

    [Fact]
    public void Offsets_in_any_order_and_overlapping_keep_the_peak_bounded()
    {
        using var handle = OpenFresh();
        RandomAccess.SetLength(handle, Bytes);
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var (random, block) = (new Random(3), new byte[10_000]);
        long peak = 0;
        for (var done = 0; done < Bytes; done += block.Length)
        {
            file.Write(block, random.Next(Bytes - block.Length));
            peak = Math.Max(peak, PageCache.GetResidency(handle).CachedPages!.Value);
        }

        // Each write of 10,000 bytes at any place touches up to four pages, of which it fills two and a half.
        Assert.InRange(peak, 1, 2 * PagesAWindow);
        file.Complete();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    [Theory]
    [MemberData(nameof(DropBehindModelCases))]
    public async Task Any_sequence_of_calls_has_the_same_result_as_on_an_array(int seed, DropBehindMode mode)
    {
        const int SmallWindow = 64 << 10;
        var random = new Random(seed);
        using var handle = OpenFresh(random.Next(2) == 0 ? FileOptions.Asynchronous : FileOptions.None);
        await using var file = new DropBehindFile(handle, new() { WindowBytes = SmallWindow, LeaveOpen = true, Mode = mode });
        var model = new byte[2 << 20];
        var length = 0;
        for (var step = 0; step < 200; step++)
        {
            var count = random.Next(4) == 0 ? random.Next(5 * SmallWindow) : random.Next(9_000);
            var offset = random.Next(5) == 0 ? length : random.Next(Math.Min(length + 20_000, model.Length));
            count = Math.Min(count, model.Length - offset);
            if (random.Next(2) == 0)
            {
                random.NextBytes(model.AsSpan(offset, count));
                length = Math.Max(length, count == 0 ? 0 : offset + count);
                await Write(file, random.Next(4), Split(random, model.AsMemory(offset, count)), model.AsMemory(offset, count), offset);
            }
            else
            {
                var buffer = new byte[count];
                var read = await Read(file, random.Next(4), Split(random, buffer), buffer, offset);
                Assert.Equal(Math.Clamp(length - offset, 0, count), read);
                Assert.True(model.AsSpan(offset, (int)read).SequenceEqual(buffer.AsSpan(0, (int)read)));
            }

            Assert.Equal(length, RandomAccess.GetLength(handle));
        }

        await file.CompleteAsync();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
        Assert.True(File.ReadAllBytes(Fresh).AsSpan().SequenceEqual(model.AsSpan(0, length)));
    }

    public static IEnumerable<TheoryDataRow<int, DropBehindMode>> DropBehindModelCases =>
        from seed in Enumerable.Range(1, 8)
        from mode in new[] { DropBehindMode.Windowed, DropBehindMode.Uncached }
        select new TheoryDataRow<int, DropBehindMode>(seed, mode);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_window_allocates_nothing(bool vectored)
    {
        using var handle = OpenFresh();
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var block = new byte[Block];
        var (sources, targets) = (Sources(block, 5), Targets(block, 5));
        long offset = 0;
        void Fill(int windows)
        {
            for (var end = offset + (windows * Window); offset < end; offset += Block)
            {
                if (vectored)
                {
                    file.Write(sources, offset);
                    _ = file.Read(targets, offset);
                }
                else
                {
                    file.Write(block, offset);
                    _ = file.Read(block, offset);
                }
            }
        }

        Fill(3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(4);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Several_buffers_are_one_system_call_for_each_step_of_the_window()
    {
        Strace.Require();
        var path = _directory.File("sample");
        var (result, calls) = Strace.Run(ChildProcess.Start(SaveVectored, [path]), "preadv2,pwritev2,pwritev,preadv,pwrite64,pread64,sync_file_range,fadvise64");
        _ = result.OrThrow();
        var own = calls.Where(call => call.Arguments.Contains("/sample>", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, own.Count(call => call.Name == "pwritev2"));
        Assert.DoesNotContain(own, call => call.Name is "pwritev" or "pwrite64");
        Assert.All(own.Where(call => call.Name == "pwritev2"), call => Assert.Equal("65536", call.Result));
        Assert.Contains(own, call => call.Name == "sync_file_range" && call.Arguments.EndsWith("SYNC_FILE_RANGE_WRITE", StringComparison.Ordinal));
    }

    internal static void SaveVectored(string[] arguments)
    {
        using var file = new DropBehindFile(File.OpenHandle(arguments[0], FileMode.Create, FileAccess.Write), new() { WindowBytes = 64 << 10 });
        file.Write(Sources(new byte[3 << 16], 24), 0);
    }

    /// <summary>The token is cancelled when the buffer is pinned, so the bytes are written. Their pages must be dropped nevertheless.</summary>
    [Fact]
    public async Task Bytes_that_moved_before_a_cancellation_are_dropped()
    {
        using var handle = OpenFresh();
        using var cancellation = new CancellationTokenSource();
        using (var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true }))
        {
            using var buffer = new CancellingBuffer(new byte[256 << 10], cancellation);
            try
            {
                await file.WriteAsync((IReadOnlyList<ReadOnlyMemory<byte>>)[buffer.Memory], 0, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // Allowed: the bytes are in the file nevertheless.
            }

            Assert.True(cancellation.IsCancellationRequested);
        }

        Assert.Equal(256 << 10, RandomAccess.GetLength(handle));
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    private sealed class CancellingBuffer(byte[] bytes, CancellationTokenSource cancellation) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => bytes;

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0)
        {
            cancellation.Cancel();
            return bytes.AsMemory(elementIndex).Pin();
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    [Fact]
    public async Task Several_threads_read_and_write_at_once()
    {
        var payload = Payload(Bytes);
        using var handle = OpenFresh();
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        const int Threads = 8;
        const int Share = Bytes / Threads;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var offset = thread * Share; offset < (thread + 1) * Share; offset += Block)
            {
                if (thread % 2 == 0)
                {
                    file.Write(payload.AsSpan(offset, Block), offset);
                }
                else
                {
                    await file.WriteAsync(payload.AsMemory(offset, Block), offset);
                }
            }
        })));
        file.Complete();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);

        // Readahead for one thread may read pages of another thread's part after that part was dropped, and advice does not wait for
        // readahead.
        _ = PageCache.Expect(handle, AccessPattern.Random);
        using var reader = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var read = new byte[Bytes];
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var offset = thread * Share; offset < (thread + 1) * Share; offset += Block)
            {
                Assert.Equal(Block, reader.Read(read.AsSpan(offset, Block), offset));
            }
        })));
        reader.Complete();
        Assert.True(payload.AsSpan().SequenceEqual(read));

        // A block that the kernel itself still holds (in another processor's list of new pages) may stay.
        Assert.InRange(PageCache.GetResidency(handle).CachedPages!.Value, 0, Threads * Block / 4096);
    }

    [Fact]
    public async Task Cancellation_in_the_middle_leaves_a_file_that_completes()
    {
        using var handle = OpenFresh(FileOptions.Asynchronous);
        await using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        using var cancellation = new CancellationTokenSource();
        for (var offset = 0; offset < Bytes / 2; offset += Block)
        {
            await file.WriteAsync(new byte[Block], offset, cancellation.Token);
        }

        await cancellation.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await file.WriteAsync(new byte[Block], Bytes, cancellation.Token));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await file.WriteAsync([new byte[Block]], Bytes, cancellation.Token));
        await file.CompleteAsync();
        Assert.Equal(Bytes / 2, RandomAccess.GetLength(handle));
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    [Fact]
    public void The_pages_of_a_header_and_of_an_unused_file_stay()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using (new DropBehindFile(sample.OpenHandle(), new() { WindowBytes = Window }))
        {
        }

        using (var file = new DropBehindFile(sample.OpenHandle(), new() { WindowBytes = Window }))
        {
            Assert.Equal(100, file.Read(new byte[100], 0));
        }

        sample.AssertStays();
        using (var file = new DropBehindFile(sample.OpenHandle(), new() { WindowBytes = Window }))
        {
            Assert.Equal(50, file.Read(new byte[100], Bytes - 50));
            Assert.Equal(0, file.Read(new byte[100], Bytes));
        }

        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_failing_call_throws_as_in_RandomAccess_and_Dispose_closes_the_handle()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var handle = sample.OpenHandle();
        using (var file = new DropBehindFile(handle, new() { WindowBytes = Window }))
        {
            _ = Assert.ThrowsAny<SystemException>(() => file.Write(new byte[100], 0));
            var failure = Assert.Throws<IOException>(() => file.Write([new byte[100]], 4096));
            Assert.Equal($"Writing '{sample.Path}' at offset 4096 failed: Bad file descriptor (errno 9).", failure.Message);
            _ = Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(new byte[100], -1));
            _ = Assert.Throws<ArgumentNullException>(() => file.Read((IReadOnlyList<Memory<byte>>)null!, 0));
            Assert.Equal(0, file.Read(Array.Empty<byte>(), 0));
        }

        Assert.True(handle.IsClosed);
        _ = Assert.Throws<ObjectDisposedException>(() => new DropBehindFile(handle));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new DropBehindFile(sample.OpenHandle(), new() { WindowBytes = 1000 }));
        _ = Assert.Throws<ArgumentNullException>(() => new DropBehindFile(null!));
    }

    private static async Task<long> MoveAll(DropBehindFile file, string way, byte[] bytes, bool write)
    {
        long peak = 0;
        for (var offset = 0; offset < bytes.Length;)
        {
            var piece = bytes.AsMemory(offset, Math.Min(way == "one large vector" ? bytes.Length : Block, bytes.Length - offset));
            var split = Split(new Random(offset), piece);
            var form = way switch { "span" => 0, "asynchronous" => 2, "asynchronous vectored" => 3, _ => 1 };
            if (write)
            {
                await Write(file, form, split, piece, offset);
            }
            else
            {
                Assert.Equal(piece.Length, await Read(file, form, split, piece, offset));
            }

            offset += piece.Length;
            peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
        }

        return peak;
    }

    /// <summary>Writes by one of four methods. The form is 0 for a span, 1 for several buffers, and 2 and 3 for the asynchronous methods.</summary>
    private static async Task Write(DropBehindFile file, int form, Memory<byte>[] split, Memory<byte> whole, long offset)
    {
        ReadOnlyMemory<byte>[] sources = [.. split];
        switch (form)
        {
            case 0: file.Write(whole.Span, offset); break;
            case 1: file.Write(sources, offset); break;
            case 2: await file.WriteAsync(whole, offset); break;
            default: await file.WriteAsync(sources, offset); break;
        }
    }

    /// <summary>Reads by one of four methods, with the same forms as <see cref="Write"/>.</summary>
    private static async Task<long> Read(DropBehindFile file, int form, Memory<byte>[] split, Memory<byte> whole, long offset) => form switch
    {
        0 => file.Read(whole.Span, offset),
        1 => file.Read(split, offset),
        2 => await file.ReadAsync(whole, offset),
        _ => await file.ReadAsync(split, offset),
    };

    /// <summary>Splits bytes into up to fifty pieces, some of them empty.</summary>
    private static Memory<byte>[] Split(Random random, Memory<byte> bytes)
    {
        var cuts = Enumerable.Range(0, random.Next(50)).Select(_ => random.Next(bytes.Length + 1)).Append(0).Append(bytes.Length).Order().ToArray();
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => bytes[from..to])];
    }

    private static ReadOnlyMemory<byte>[] Sources(byte[] bytes, int count) => [.. Targets(bytes, count)];

    private static Memory<byte>[] Targets(byte[] bytes, int count) =>
        [.. Enumerable.Range(0, count).Select(i => bytes.AsMemory(bytes.Length * i / count, (bytes.Length * (i + 1) / count) - (bytes.Length * i / count)))];

    private static byte[] Payload(int length)
    {
        var bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    private SafeFileHandle OpenFresh(FileOptions options = FileOptions.None) => File.OpenHandle(Fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, options);
}

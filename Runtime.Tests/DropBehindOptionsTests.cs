using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The effect of each option of <see cref="DropBehindOptions"/> for a stream, a file stream and a <see cref="DropBehindFile"/>.</summary>
public sealed class DropBehindOptionsTests : IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 24 << 20;
    private const int Block = 64 << 10;
    private const int Tail = 8 << 20;

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string> Ways => ["stream", "file stream", "file"];

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_newest_bytes_of_an_append_only_file_stay(string way)
    {
        foreach (var asynchronous in new[] { false, true })
        {
            var peak = await AppendAsync(way, new() { WindowBytes = Window, KeepTailBytes = Tail }, asynchronous);
            KeptPages.AssertAll(Tail / 4096, Cached(Bytes - Tail, Tail));
            Assert.Equal(0, Cached(0, Bytes - Tail));
            Assert.InRange(peak, Tail / 4096, (Tail + Window) / 4096);
            File.Delete(Fresh);
        }
    }

    /// <summary>The two steps are a complete one and the one that is being read. The test turns readahead off.</summary>
    [Fact]
    public void A_read_has_two_steps_cached_at_most()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 4 * Window, Block);
        sample.MakeCold();
        using var file = sample.OpenRead(bufferSize: 0);
        _ = PageCache.Expect(file.SafeFileHandle, AccessPattern.Random);
        using var stream = new DropBehindStream(file, new() { WindowBytes = Window });
        var page = new byte[4096];
        long peak = 0;
        while (stream.Read(page) > 0)
        {
            peak = Math.Max(peak, sample.CachedPages);
        }

        var stepPages = DropBehind.WindowSize.StepOf(Window) / 4096;
        Assert.InRange(peak, stepPages, 2 * stepPages);
    }

    /// <summary>Writes page by page, because a drop does not remove a large folio that crosses the end of its range.</summary>
    [Theory]
    [InlineData(100_000)]
    [InlineData(100_353)]
    [InlineData(98_304)]
    public void The_page_in_which_the_tail_begins_stays(int tail)
    {
        const int Length = 1 << 20;
        using (var stream = new DropBehindStream(File.Create(Fresh), new() { WindowBytes = DropBehindStream.MinimumWindowBytes, KeepTailBytes = tail }))
        {
            foreach (var page in new byte[Length].Chunk(4096))
            {
                stream.Write(page);
            }
        }

        var first = (Length - tail) / 4096 * 4096;
        KeptPages.AssertAll((Length - first) / 4096, Cached(first, Length - first));
        Assert.Equal(1, Cached(first, 4096));
        Assert.Equal(0, Cached(0, first));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Without_a_tail_nothing_stays(string way)
    {
        _ = await AppendAsync(way, new() { WindowBytes = Window }, asynchronous: false);
        Assert.Equal(0, Cached(0, Bytes));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_tail_that_is_no_shorter_than_the_file_keeps_all_of_it(string way)
    {
        foreach (var tail in (long[])[Bytes, Bytes + 1, long.MaxValue])
        {
            _ = await AppendAsync(way, new() { WindowBytes = Window, KeepTailBytes = tail }, asynchronous: false);
            KeptPages.AssertAll(Bytes / 4096, Cached(0, Bytes));
            File.Delete(Fresh);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_tail_of_a_file_that_is_only_read_stays(string way)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes, Block);
        Read(way, sample, new() { WindowBytes = Window, KeepTailBytes = Tail });
        KeptPages.AssertAll(Tail / 4096, PageCache.GetResidency(sample.Path, Bytes - Tail).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(sample.Path, 0, Bytes - Tail).CachedPages);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task With_Durable_the_tail_is_written_back_too(string way)
    {
        _ = await AppendAsync(way, new() { WindowBytes = Window, KeepTailBytes = Tail, Durable = true }, asynchronous: false);
        var residency = PageCache.GetResidency(Fresh);
        Assert.Equal(0, residency.DirtyPages);
        KeptPages.AssertAll(Tail / 4096, residency.CachedPages!.Value);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Pages_that_were_cached_before_stay_with_PreserveCached(string way)
    {
        foreach (var preserve in new[] { true, false })
        {
            var sample = SampleFile.Create(_directory.File("sample"), Bytes, Block);
            using (var file = sample.OpenHandle())
            {
                _ = PageCache.Drop(file, Bytes / 2);
            }

            Assert.Equal(Bytes / 2 / 4096, sample.CachedPages);
            Read(way, sample, new() { WindowBytes = Window, PreserveCached = preserve });
            if (preserve)
            {
                KeptPages.AssertAll(Bytes / 2 / 4096, sample.CachedPages);
            }
            else
            {
                Assert.Equal(0, sample.CachedPages);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_wrapped_stream_stays_open_with_LeaveOpen(bool leaveOpen)
    {
        var options = new DropBehindOptions { LeaveOpen = leaveOpen };
        using var file = File.Create(Fresh);
        file.DropBehind(options).Dispose();
        Assert.Equal(leaveOpen, file.CanWrite);

        using var other = File.Create(_directory.File("other"));
        ((Stream)other).DropBehind(options).Dispose();
        Assert.Equal(leaveOpen, other.CanWrite);

        using var handle = File.OpenHandle(_directory.File("third"), FileMode.Create, FileAccess.Write);
        new DropBehindFile(handle, options).Dispose();
        Assert.Equal(leaveOpen, !handle.IsClosed);
    }

    [Fact]
    public void A_file_stream_stays_a_file_stream()
    {
        using var file = File.Open(Fresh, FileMode.Append).DropBehind(new() { KeepTailBytes = Tail });
        Assert.Equal(Fresh, file.Name);
        file.Write(new byte[100]);
        Assert.Equal(100, file.Position);
        Assert.Equal(100, file.Length);
        file.Flush(flushToDisk: true);
        Assert.Equal(100, new FileInfo(Fresh).Length);
    }

    [Fact]
    public void A_stream_over_no_file_passes_through()
    {
        using var stream = new MemoryStream([1, 2, 3]).DropBehind();
        Assert.Equal(1, stream.ReadByte());
        Assert.Equal(DropBehindMode.Windowed, stream.Mode);
    }

    [Fact]
    public void With_a_tail_windows_are_used_instead_of_uncached_IO()
    {
        var options = new DropBehindOptions { Mode = DropBehindMode.Uncached, KeepTailBytes = Tail, WindowBytes = Window };
        using (var stream = new DropBehindStream(File.Create(Fresh), options))
        {
            Assert.Equal(DropBehindMode.Windowed, stream.Mode);
            stream.Write(new byte[Bytes]);
        }

        Assert.InRange(Cached(Bytes - Tail, Tail), Tail / 4096 / 2, Tail / 4096);
        using var file = new DropBehindFile(File.OpenHandle(Fresh), options);
        Assert.Equal(DropBehindMode.Windowed, file.Mode);
    }

    [Fact]
    public void A_change_after_construction_has_no_effect()
    {
        var options = new DropBehindOptions { LeaveOpen = true };
        using var file = File.Create(Fresh);
        var stream = new DropBehindStream(file, options);
        options.LeaveOpen = false;
        stream.Dispose();
        Assert.True(file.CanWrite);
    }

    [Fact]
    public void Values_are_checked()
    {
        var options = new DropBehindOptions();
        Assert.Equal((16 << 20, 0L), (options.WindowBytes, options.KeepTailBytes));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => options.WindowBytes = 65_535);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => options.WindowBytes = -1);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => options.KeepTailBytes = -1);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => options.Mode = (DropBehindMode)2);
        _ = Assert.Throws<ArgumentNullException>(() => ((FileStream)null!).DropBehind());
        _ = Assert.Throws<ArgumentNullException>(() => ((Stream)null!).DropBehind());
        var closed = File.Create(Fresh);
        closed.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => closed.DropBehind());
    }

    private async Task<long> AppendAsync(string way, DropBehindOptions options, bool asynchronous)
    {
        var block = new byte[Block];
        long peak = 0;
        if (way == "file")
        {
            await using var file = new DropBehindFile(File.OpenHandle(Fresh, FileMode.Create, FileAccess.Write), options);
            for (var done = 0; done < Bytes; done += Block)
            {
                await (asynchronous ? file.WriteAsync(block, done) : Written(() => file.Write(block, done)));
                peak = Math.Max(peak, Cached(0, Bytes));
            }

            return peak;
        }

        await using var log = File.Open(Fresh, FileMode.Append);
        await using var stream = way == "stream" ? new DropBehindStream(log, options) : (Stream)log.DropBehind(options);
        for (var done = 0; done < Bytes; done += Block)
        {
            await (asynchronous ? stream.WriteAsync(block) : Written(() => stream.Write(block)));
            peak = Math.Max(peak, Cached(0, Bytes));
        }

        return peak;

        static ValueTask Written(Action write)
        {
            write();
            return default;
        }
    }

    private static void Read(string way, SampleFile sample, DropBehindOptions options)
    {
        var block = new byte[Block];
        if (way == "file")
        {
            using var file = new DropBehindFile(sample.OpenHandle(), options);
            for (long offset = 0; file.Read(block, offset) is > 0 and var read; offset += read)
            {
            }

            return;
        }

        using var opened = sample.OpenRead();
        using var stream = way == "stream" ? new DropBehindStream(opened, options) : (Stream)opened.DropBehind(options);
        while (stream.Read(block) > 0)
        {
        }
    }

    private long Cached(long offset, long length) => PageCache.GetResidency(Fresh, offset, length).CachedPages!.Value;
}

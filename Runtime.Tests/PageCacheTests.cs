using System.IO.Pipes;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The advice that <see cref="PageCache"/> issues directly, without a policy.</summary>
public sealed class PageCacheTests : IDisposable
{
    private const int Bytes = 8_292; // Two pages and 100 bytes: the tail page shows whether a range reached the end.

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private SampleFile Sample(long bytes = Bytes, int block = 1 << 20) => SampleFile.Create(_directory.File("sample"), bytes, block);

    [Fact]
    public void Drop_includes_the_tail_page_only_if_the_range_reaches_the_end()
    {
        var sample = Sample();
        using var file = sample.OpenHandle();

        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file, 0, Bytes - 50).Status);
        Assert.Equal(1, sample.CachedPages);

        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file, 0, Bytes).Status);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void Drop_removes_only_whole_pages()
    {
        var sample = Sample(40 * 4096, block: 4096);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file, 100, 41_060 - 100); // Ends 100 bytes into page 10: pages 1 to 9 are whole.
        Assert.Equal(40 - 9, sample.CachedPages);
    }

    [Fact]
    public void Drop_of_half_a_large_folio_never_removes_the_other_half()
    {
        // find_lock_entries skips a folio that crosses an end of the range. The file system decides whether one write makes one folio, so
        // the requested half may be dropped or stay.
        var sample = Sample(64 * 4096);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file, 0, 32 * 4096);
        Assert.Equal(32, PageCache.GetResidency(file, 32 * 4096).CachedPages);
        _ = PageCache.Drop(file, 0, 64 * 4096);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void Drop_of_mapped_and_touched_pages_leaves_them()
    {
        var sample = Sample(64 * 4096);
        using (var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(sample.Path))
        using (var view = map.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read))
        using (var file = sample.OpenHandle())
        {
            for (var page = 0; page < 64; page++)
            {
                _ = view.ReadByte(page * 4096L);
            }

            Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file).Status);
            Assert.Equal(64, sample.CachedPages);
        }

        using var unmapped = sample.OpenHandle();
        _ = PageCache.Drop(unmapped);
        Assert.Equal(0, sample.CachedPages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteBackAndDrop_of_a_fresh_write_leaves_no_page(bool durable)
    {
        var path = _directory.File("fresh");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, new byte[4 << 20], 0);
        Assert.Equal(1024, PageCache.GetResidency(file).CachedPages);
        Assert.NotEqual(0, PageCache.GetResidency(file).DirtyPages);

        Assert.Equal(AdviceStatus.Issued, PageCache.WriteBackAndDrop(file, durable: durable).Status);
        Assert.Equal(0, PageCache.GetResidency(file).CachedPages);
    }

    [Fact]
    public void WriteBackAndDrop_of_a_range_leaves_the_other_pages_alone()
    {
        using var file = File.OpenHandle(_directory.File("fresh"), FileMode.Create, FileAccess.Write);
        for (var offset = 0; offset < 4 << 20; offset += 1 << 20)
        {
            RandomAccess.Write(file, new byte[1 << 20], offset);
        }

        _ = PageCache.WriteBackAndDrop(file, 1 << 20, 1 << 20);
        Assert.Equal(768, PageCache.GetResidency(file).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(file, 1 << 20, 1 << 20).CachedPages);
    }

    [Fact]
    public void Prefetch_reads_the_range_into_the_cache()
    {
        var sample = Sample(4 << 20);
        sample.MakeCold();
        using var file = sample.OpenHandle();
        Assert.Equal(AdviceStatus.Issued, PageCache.Prefetch(file, 1 << 20, 1 << 20).Status);
        Assert.Equal(256, PageCache.GetResidency(file, 1 << 20, 1 << 20).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(file, 3 << 20, 1 << 20).CachedPages);
    }

    [Fact]
    public void A_small_read_caches_one_page_only_if_random_access_is_expected()
    {
        var sample = Sample(4 << 20);
        sample.MakeCold();
        using (var file = sample.OpenHandle())
        {
            Assert.Equal(AdviceStatus.Issued, PageCache.Expect(file, AccessPattern.Random).Status);
            _ = RandomAccess.Read(file, new byte[52], 0);
            Assert.Equal(1, sample.CachedPages);

            sample.MakeCold();
            Assert.Equal(AdviceStatus.Issued, PageCache.Expect(file, AccessPattern.Normal).Status);
            _ = RandomAccess.Read(file, new byte[52], 0);
            Assert.InRange(sample.CachedPages, 2, 64);
        }
    }

    [Fact]
    public void Advice_for_a_pipe_is_unsupported_and_does_not_throw()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(new AdviceOutcome(AdviceStatus.Unsupported, Interop.Errno.IllegalSeek), PageCache.Drop(handle));
        Assert.Equal(AdviceStatus.Unsupported, PageCache.WriteBackAndDrop(handle).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Prefetch(handle).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Expect(handle, AccessPattern.Random).Status);
    }

    [Fact]
    public void A_descriptor_that_is_not_open_is_refused()
    {
        using var handle = new SafeFileHandle(1_000_000, ownsHandle: false);
        Assert.Equal(new AdviceOutcome(AdviceStatus.Refused, Interop.Errno.BadDescriptor), PageCache.Drop(handle));
        Assert.Equal(new AdviceOutcome(AdviceStatus.Refused, Interop.Errno.BadDescriptor), PageCache.WriteBackAndDrop(handle));
    }

    [Fact]
    public void Invalid_arguments_throw()
    {
        using var file = Sample().OpenHandle();
        _ = Assert.Throws<ArgumentNullException>(() => PageCache.Drop(null!));
        _ = Assert.Throws<ArgumentNullException>(() => PageCache.WriteBackAndDrop(null!));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Drop(file, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.WriteBackAndDrop(file, 0, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Prefetch(file, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.Expect(file, (AccessPattern)7));
    }

    [Fact]
    public void A_closed_handle_throws()
    {
        var file = Sample().OpenHandle();
        file.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => PageCache.Drop(file));
        _ = Assert.Throws<ObjectDisposedException>(() => PageCache.WriteBackAndDrop(file));
        _ = Assert.Throws<ObjectDisposedException>(() => PageCache.Prefetch(file));
        _ = Assert.Throws<ObjectDisposedException>(() => PageCache.Expect(file, AccessPattern.Normal));
    }

    [Fact]
    public void A_default_outcome_is_not_issued()
    {
        Assert.Equal(AdviceStatus.None, default(AdviceOutcome).Status);
        Assert.NotEqual(AdviceStatus.Issued, default);
    }

    [Fact]
    public void The_count_of_pages_that_were_not_clean_does_not_affect_equality()
    {
        var issued = AdviceOutcome.Issued;
        Assert.Equal(issued, issued with { UncleanPages = 7 });
        Assert.Equal(issued.GetHashCode(), (issued with { UncleanPages = 7 }).GetHashCode());
        Assert.NotEqual(issued, AdviceOutcome.From(Interop.Errno.BadDescriptor));
    }
}

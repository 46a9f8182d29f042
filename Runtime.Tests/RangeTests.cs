using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Each method treats a range whose end exceeds the kernel's largest offset as a range to the end of the file.</summary>
public sealed class RangeTests : IDisposable
{
    private const int Bytes = (1 << 20) + 100;

    private readonly ScratchDirectory _directory = new();

    /// <summary>The ranges, and the number of the file's pages in each.</summary>
    public static TheoryData<long, long, int> Ranges => new()
    {
        { 0, 0, 257 },
        { 0, long.MaxValue, 257 },
        { 1, long.MaxValue, 257 },
        { 4096, long.MaxValue, 256 },
        { 4096, long.MaxValue - 4096, 256 },
        { 4096, long.MaxValue - 4095, 256 },
        { 1 << 20, long.MaxValue, 1 },
        { Bytes, long.MaxValue, 1 }, // The range begins in the last, partly filled page.
        { 1L << 40, long.MaxValue, 0 },
        { long.MaxValue, 0, 0 },
        { long.MaxValue, 1, 0 },
        { long.MaxValue, long.MaxValue, 0 },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_drop_leaves_the_pages_before_the_range(long offset, long length, int pages)
    {
        var sample = Sample();
        using var file = sample.OpenHandle();
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file, offset, length).Status);
        AssertDropped(sample, offset, pages);
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_write_back_and_drop_leaves_the_pages_before_the_range(long offset, long length, int pages)
    {
        foreach (var durable in (bool[])[false, true])
        {
            var sample = Sample();
            using var file = File.OpenHandle(sample.Path, access: FileAccess.ReadWrite);
            RandomAccess.Write(file, new byte[100], Bytes - 100);
            Assert.Equal(AdviceStatus.Issued, PageCache.WriteBackAndDrop(file, offset, length, durable).Status);
            AssertDropped(sample, offset, pages);
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task The_background_does_the_same_at_any_rate(long offset, long length, int pages)
    {
        foreach (var (writesBack, limit) in ((bool, long)[])[(false, 0), (false, 1L << 40), (true, 0), (true, 1L << 40)])
        {
            var sample = Sample();
            var background = new BackgroundAdvice { BytesPerSecond = limit };
            using var file = sample.OpenHandle();
            var outcome = writesBack ? background.WriteBackAndDrop(file, offset, length) : background.Drop(file, offset, length);
            Assert.Equal(AdviceStatus.Queued, outcome.Status);
            await background.FlushAsync(TestContext.Current.CancellationToken);
            AssertDropped(sample, offset, pages);
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Prefetch_and_Expect_are_issued(long offset, long length, int pages)
    {
        using var file = Sample().OpenHandle();
        Assert.Equal(AdviceStatus.Issued, PageCache.Prefetch(file, offset, length).Status);
        Assert.Equal(AdviceStatus.Issued, PageCache.Expect(file, AccessPattern.Sequential).Status);
        Assert.InRange(pages, 0, 257); // This method needs no page count, but xUnit1026 requires a use of each parameter.
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Residency_counts_only_pages_of_the_file(long offset, long length, int pages)
    {
        var sample = Sample();
        using var file = sample.OpenHandle();
        Residency[] readings = [PageCache.GetResidency(file, offset, length), PageCache.GetResidency(sample.Path, offset, length)];
        Assert.All(readings, reading => Assert.Equal((pages, pages), (reading.FilePages, reading.CachedPages)));
        ResidencyMap[] maps = [PageCache.GetPageMap(file, offset, length), PageCache.GetPageMap(sample.Path, offset, length)];
        Assert.All(maps, map => Assert.Equal((pages, pages, true), (map.Pages, map.CachedPages, map.IsKnown)));
    }

    /// <summary>Creates a file page by page, because the kernel drops a large folio only as a whole.</summary>
    private SampleFile Sample() => SampleFile.Create(_directory.File("sample"), Bytes, block: 4096);

    private static void AssertDropped(SampleFile sample, long offset, int pages)
    {
        // Only whole pages are dropped. If a range begins inside a page, that page stays.
        var inside = pages > 0 && offset % 4096 != 0 ? 1 : 0;
        Assert.Equal(sample.Pages - pages + inside, sample.CachedPages);
    }
}

using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// Residency on a kernel without cachestat (before 6.5). The tests give the call a number that no kernel knows, so the kernel
/// returns ENOSYS.
/// </summary>
[Collection(OtherSystemTests.ProcessWide)]
public sealed class OldKernelTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();
    private readonly SampleFile _sample;

    public OldKernelTests()
    {
        _sample = SampleFile.Create(_directory.File("sample"), (1 << 20) + 1, block: 64 << 10);
        Kernel.CacheStatNumber = 100_000;
    }

    public void Dispose()
    {
        Kernel.CacheStatNumber = 451;
        _directory.Dispose();
    }

    [Fact]
    public void Residency_comes_from_the_mapping()
    {
        using var file = _sample.OpenHandle();
        _ = PageCache.Drop(file, 0, 128 << 10);
        var residency = PageCache.GetResidency(file);
        Assert.Equal(ResidencySource.MinCore, residency.Source);
        Assert.Equal(257 - 32, residency.CachedPages);
        Assert.Equal(257, residency.FilePages);
        Assert.Null(residency.DirtyPages);
        Assert.Null(residency.EvictedPages);
        Assert.Equal(1, PageCache.GetResidency(file, 1 << 20).CachedPages);
    }

    /// <summary>A mapping has at most one gibibyte. The positions of the pages in a later mapping must count from the start of the file.</summary>
    [Fact]
    public void Pages_after_the_first_mapping_have_the_right_positions()
    {
        const long Mapped = 1L << 30;
        long[] offsets = [0, Mapped - 4096, Mapped, (2 * Mapped) + 8192];
        using var file = File.OpenHandle(_directory.File("sparse"), FileMode.CreateNew, FileAccess.ReadWrite);
        foreach (var offset in offsets)
        {
            RandomAccess.Write(file, new byte[4096], offset);
        }

        Assert.Equal(offsets.Select(offset => offset / 4096), CachedPages(PageCache.GetPageMap(file)));
        Assert.Equal(offsets[2..].Select(offset => offset / 4096), CachedPages(PageCache.GetPageMap(file, Mapped)));
        Assert.Equal(offsets.Length, PageCache.GetResidency(file).CachedPages);

        static IEnumerable<long> CachedPages(ResidencyMap map) =>
            map.Runs().Where(run => run.IsCached).SelectMany(run => Enumerable.Range(0, (int)run.Pages).Select(page => run.FirstPage + page));
    }

    [Fact]
    public void An_empty_file_is_known()
    {
        var path = _directory.File("empty");
        File.WriteAllBytes(path, []);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.True(PageCache.GetResidency(path).IsKnown);
    }

    [Fact]
    public void A_write_only_handle_is_measured_through_a_separate_descriptor()
    {
        using var file = File.OpenHandle(_sample.Path, FileMode.Open, FileAccess.Write);
        Assert.Equal(257, PageCache.GetResidency(file).CachedPages);
    }
}

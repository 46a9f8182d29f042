using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Residency on a kernel that has no cachestat (before 6.5): the kernel itself answers ENOSYS to a number that it does not know.</summary>
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

    [Fact]
    public void An_empty_file_is_known()
    {
        var path = _directory.File("empty");
        File.WriteAllBytes(path, []);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.True(PageCache.GetResidency(path).IsKnown);
    }

    [Fact]
    public void A_handle_for_writing_alone_is_measured_through_a_descriptor_of_its_own()
    {
        using var file = File.OpenHandle(_sample.Path, FileMode.Open, FileAccess.Write);
        Assert.Equal(257, PageCache.GetResidency(file).CachedPages);
    }
}

using IoPolicy;

namespace KvCache.Tests;

/// <summary>The process-wide switch <see cref="PageCache.KeepPages"/>. The class runs alone, because the switch affects every other test.</summary>
[Collection(nameof(KeepPagesTests))]
[CollectionDefinition(nameof(KeepPagesTests), DisableParallelization = true)]
public sealed class KeepPagesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public KeepPagesTests() => PageCache.KeepPages = true;

    public void Dispose()
    {
        PageCache.KeepPages = false;
        _scratch.Dispose();
    }

    [Fact]
    public void Pages_of_a_save_and_of_a_load_stay_while_the_switch_is_set()
    {
        var directory = CacheDirectory.Open(_scratch.Path);
        var entry = Samples.Store(directory, "text").Entry!;
        var pages = (entry.FileBytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        KeptPages.AssertAll(pages, PageCache.GetResidency(entry.Path).CachedPages);

        Assert.NotNull(Samples.Load(directory, "text").Loaded);
        KeptPages.AssertAll(pages, PageCache.GetResidency(entry.Path).CachedPages);
    }
}

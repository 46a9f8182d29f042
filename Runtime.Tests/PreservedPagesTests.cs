using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary><see cref="DropPagesAttribute.PreserveCached"/>: pages that were cached before the call stay.</summary>
public sealed class PreservedPagesTests : IDisposable
{
    private const int Bytes = (8 << 20) + 100;
    private const int Half = 4 << 20;

    private readonly ScratchDirectory _directory = new();
    private readonly SampleFile _sample;

    public PreservedPagesTests() => _sample = SampleFile.Create(_directory.File("sample"), Bytes, block: 64 << 10);

    public void Dispose() => _directory.Dispose();

    private static PagePolicy Policy(PolicyKind kind, int window = 0, bool preserve = true) =>
        new(kind, nameof(PreservedPagesTests)) { PreserveCached = preserve, WindowBytes = window };

    /// <summary>Caches one half of the file, without readahead.</summary>
    private void CacheHalf(long offset)
    {
        _sample.MakeCold();
        using var file = _sample.OpenHandle();
        _ = PageCache.Expect(file, AccessPattern.Random);
        _ = RandomAccess.Read(file, new byte[Half], offset);
        Assert.Equal(Half / 4096, _sample.CachedPages);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Half, 0)]
    [InlineData(Half / 2, 0)]
    [InlineData(0, 1 << 20)]
    [InlineData(Half, 1 << 20)]
    [InlineData(Half / 2, 1 << 20)]
    public void Only_the_half_that_was_cached_before_stays(long offset, int window)
    {
        CacheHalf(offset);
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead, window), file, f => f.CopyTo(Stream.Null));
        Assert.Equal(Half / 4096, _sample.CachedPages);
        Assert.Equal(Half / 4096, PageCache.GetResidency(_sample.Path, offset, Half).CachedPages);
    }

    [Fact]
    public void Without_the_option_no_page_stays()
    {
        CacheHalf(0);
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead, preserve: false), file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, _sample.CachedPages);
    }

    /// <summary>If a path exists but does not open, it is unknown which of its pages are cached. A path that does not exist has no pages.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_path_that_did_not_open_at_entry_keeps_its_pages_if_it_existed(bool exists)
    {
        var path = _directory.File("path");
        if (exists)
        {
            _ = File.CreateSymbolicLink(path, path); // ELOOP.
        }

        Policy(PolicyKind.DropAfterFullRead).Enter(path, out var scope);
        File.Delete(path);
        File.Move(_sample.Path, path);
        _ = File.ReadAllBytes(path);
        scope.Complete();
        Assert.Equal(exists ? (Bytes + 4095) / 4096 : 0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public async Task An_asynchronous_read_preserves_cached_pages()
    {
        CacheHalf(Half);
        await using var file = _sample.OpenRead(async: true);
        await PolicyRunner.RunAsync(Policy(PolicyKind.DropAfterFullRead, 1 << 20), file, f => f.CopyToAsync(Stream.Null));
        Assert.Equal(Half / 4096, _sample.CachedPages);
    }

    [Fact]
    public void Single_pages_that_were_cached_stay_and_those_between_are_dropped()
    {
        _sample.MakeCold();
        using (var other = _sample.OpenHandle())
        {
            _ = PageCache.Expect(other, AccessPattern.Random);
            foreach (var page in (int[])[0, 7, 8, 1_000, 2_047, 2_048])
            {
                _ = RandomAccess.Read(other, new byte[100], page * 4096L);
            }
        }

        Policy(PolicyKind.DropAfterFullRead).Enter(_sample.Path, out var scope);
        _ = File.ReadAllBytes(_sample.Path);
        scope.Complete();
        Assert.Equal(6, _sample.CachedPages);
        Assert.Equal(
            [0, 7, 1_000, 2_047],
            PageCache.GetPageMap(_sample.Path).Runs().Where(run => run.IsCached).Select(run => run.FirstPage));
    }

    [Fact]
    public void A_write_preserves_cached_pages_and_drops_the_appended_pages()
    {
        using var file = new FileStream(_sample.Path, FileMode.Append);
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullWrite), file, f => f.Write(new byte[1 << 20]));
        _sample.AssertStays();
    }

    [Fact]
    public void A_path_without_a_file_has_no_pages_to_preserve()
    {
        Policy(PolicyKind.DropAfterFullWrite).Enter(_directory.File("fresh"), out var scope);
        File.WriteAllBytes(_directory.File("fresh"), new byte[1 << 20]);
        scope.Complete();
        Assert.Equal(0, PageCache.GetResidency(_directory.File("fresh")).CachedPages);
    }

    [Fact]
    public void The_same_path_after_the_call_keeps_the_preserved_pages()
    {
        CacheHalf(Half);
        Policy(PolicyKind.DropAfterFullRead).Enter(_sample.Path, out var scope);
        _ = File.ReadAllBytes(_sample.Path);
        scope.UsePath(_sample.Path);
        scope.Complete();
        Assert.Equal(Half / 4096, _sample.CachedPages);
    }

    /// <summary>If the method sets the path itself, it is unknown which pages of that file were cached before the call.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_path_that_the_method_sets_keeps_its_pages(bool asynchronous)
    {
        foreach (var preserve in new[] { true, false })
        {
            var entered = SampleFile.Create(_directory.File("entered"), Bytes);
            entered.MakeCold();
            _sample.MakeResident();
            Policy(PolicyKind.DropAfterFullRead, preserve: preserve).Enter(entered.Path, out var scope);
            scope.UsePath(_sample.Path);
            if (asynchronous)
            {
                await scope.CompleteAsync();
            }
            else
            {
                scope.Complete();
            }

            if (preserve)
            {
                KeptPages.AssertAll(_sample.Pages, KeptPages.NotDropped(_sample.Path));
            }
            else
            {
                Assert.Equal(0, _sample.CachedPages);
            }
        }
    }
}

using System.Globalization;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// Sparse files of up to 8 EiB − 1 bytes. The time of a measurement depends on the cached pages and not on the length, and no measurement
/// throws.
/// </summary>
public sealed class HugeFileTests(XfsMount xfs) : IClassFixture<XfsMount>, IDisposable
{
    private const long TiB = 1L << 40;
    private const long EiB = 1L << 60;
    private const int Page = 4096;

    private ScratchDirectory? _directory;

    public static TheoryData<long> Lengths => [TiB, (TiB * 16) + 1, EiB * 4, long.MaxValue - Page, long.MaxValue - 1, long.MaxValue];

    public void Dispose() => _directory?.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_residency_and_the_map_include_every_cached_page(long length)
    {
        using var file = Create(length, out var pages);
        var filePages = PageOf(length - 1) + 1;
        var residency = PageCache.GetResidency(file);
        Assert.Equal((ResidencySource.CacheStat, filePages, (long?)pages.Length), (residency.Source, residency.FilePages, residency.CachedPages));

        var map = PageCache.GetPageMap(file);
        Assert.Equal((true, filePages, (long)pages.Length), (map.IsKnown, map.Pages, map.CachedPages));
        Assert.Equal(pages, map.Runs().Where(run => run.IsCached).SelectMany(run => Enumerable.Range(0, (int)run.Pages).Select(page => run.FirstPage + page)));
        Assert.Equal(filePages, map.Runs().Sum(run => run.Pages));
        Assert.True(map[pages[0]] && map[pages[^1]]);
        Assert.False(map[pages[0] + 1] || map[filePages / 3]);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => map[filePages]);

        var end = PageCache.GetResidency(file, length - 1);
        Assert.Equal((1L, 1L), (end.FilePages, end.CachedPages));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_read_that_preserves_cached_pages_drops_the_others(long length)
    {
        using var handle = Create(length, out var pages);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        _ = PageCache.Expect(file.SafeFileHandle, AccessPattern.Random);
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(HugeFileTests)) { PreserveCached = true };
        PolicyRunner.Run(policy, file, f =>
        {
            f.Position = pages[1] * Page;
            f.ReadExactly(new byte[20 * Page]);
            Assert.Equal(pages.Length + 19, PageCache.GetResidency(handle).CachedPages);
        });
        Assert.Equal(pages.Length, PageCache.GetResidency(handle).CachedPages);
        Assert.Equal(pages.Length, PageCache.GetPageMap(handle).CachedPages);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_write_by_offset_near_the_end_leaves_no_page(long length)
    {
        const int Window = 64 << 10;
        const int Bytes = (5 * Window) + 1;
        using var handle = Create(length, out _);
        _ = PageCache.WriteBackAndDrop(handle);
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        for (var left = Bytes; left > 0; left -= Page)
        {
            var bytes = Math.Min(Page, left);
            file.Write(new byte[bytes], length - bytes - (left % 3 == 0 ? 0 : left - bytes)); // With jumps.
        }

        file.Complete();
        Assert.Equal(length, RandomAccess.GetLength(handle));
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    [Fact]
    public async Task A_limited_rate_counts_the_pages_and_not_the_holes()
    {
        using var file = Create(EiB * 4, out _);
        var background = new BackgroundAdvice { BytesPerSecond = 1L << 30 };
        _ = background.WriteBackAndDrop(file);
        await background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, PageCache.GetResidency(file).CachedPages);
    }

    [Fact]
    public void Many_single_pages_are_found_without_a_walk_over_all_pages()
    {
        Strace.Require();
        using var file = Create(TiB, out _);
        for (var number = 0; number < 640; number++)
        {
            RandomAccess.Write(file, new byte[1], (number * (TiB / 700)) + Page);
        }

        RandomAccess.FlushToDisk(file);
        var pages = PageCache.GetResidency(file).CachedPages!.Value;
        var (result, calls) = Strace.Run(ChildProcess.Start(PrintMap, [Path, "451"]), "mincore,?cachestat");
        var runs = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // The kernel may reclaim a clean page at any time, so the map's count is between the counts before and after it.
        Assert.Matches("^True [0-9]+$", runs[0]);
        Assert.InRange(long.Parse(runs[0].AsSpan(5), CultureInfo.InvariantCulture), PageCache.GetResidency(file).CachedPages!.Value, pages);

        // strace 6.1 shows cachestat only by its number. The search makes two calls each time that it halves a span. It halves
        // the 2^28 pages of the file 28 times to find a single page.
        Assert.DoesNotContain(calls, call => call.Name == "mincore");
        Assert.InRange(calls.Count(call => call.Name == "syscall_0x1c3" || call.Name == "cachestat"), 1, pages * 2 * 28);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Both_sources_find_the_same_runs(int seed)
    {
        using var directory = new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), (3 << 20) + 5, block: Page);
        using var file = sample.OpenHandle();
        var random = new Random(seed);
        for (var drop = 0; drop < 60; drop++)
        {
            _ = PageCache.Drop(file, random.Next((int)sample.Bytes), random.Next(1, 20 * Page));
        }

        var (found, scanned) = (Print(sample.Path, 451), Print(sample.Path, 100_000)); // The second uses mincore, as before Linux 6.5.
        Assert.Equal(scanned, found);
        Assert.InRange(found.Split('\n').Length, 20, 200);
    }

    [Fact]
    public void Without_cachestat_a_file_that_is_too_long_has_unknown_residency()
    {
        using var file = Create(EiB * 4, out var pages);
        Assert.StartsWith("False 0", Print(Path, 100_000), StringComparison.Ordinal);
        var child = ChildProcess.Run(ReadPreserving, [Path, "100000"]);
        Assert.Equal("read, Unknown", child.OrThrow().Output.Trim());
        Assert.InRange(PageCache.GetResidency(file).CachedPages!.Value, pages.Length + 1, long.MaxValue);
    }

    internal static void PrintMap(string[] arguments)
    {
        Kernel.CacheStatNumber = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var map = PageCache.GetPageMap(arguments[0]);
        Console.WriteLine($"{map.IsKnown} {map.CachedPages}");
        foreach (var run in map.Runs().Where(run => run.IsCached))
        {
            Console.WriteLine($"{run.FirstPage} {run.Pages}");
        }
    }

    internal static void ReadPreserving(string[] arguments)
    {
        Kernel.CacheStatNumber = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        using var file = new FileStream(arguments[0], FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(HugeFileTests)) { PreserveCached = true };
        PolicyRunner.Run(policy, file, f => f.ReadExactly(new byte[1 << 17]));
        Console.WriteLine($"read, {PageCache.GetResidency(file.SafeFileHandle).Source}");
    }

    private string Path => _directory!.File("huge");

    private static long PageOf(long offset) => offset / Page;

    private static string Print(string path, int cacheStatNumber) =>
        ChildProcess.Run(PrintMap, [path, cacheStatNumber.ToString(CultureInfo.InvariantCulture)]).OrThrow().Output.Trim();

    /// <summary>Creates a sparse file that has a clean, cached page at several places, including the last page.</summary>
    private SafeFileHandle Create(long length, out long[] pages)
    {
        _directory = xfs.CreateDirectory();
        var file = File.OpenHandle(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(file, length);
        pages = [0, PageOf(length / 5), PageOf(length / 2), PageOf(length / 2) + 1, PageOf(length - 1)];
        foreach (var page in pages)
        {
            RandomAccess.Write(file, new byte[1], page * Page);
        }

        RandomAccess.FlushToDisk(file);
        return file;
    }
}

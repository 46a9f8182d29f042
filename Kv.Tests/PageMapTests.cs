using IoPolicy;
using IoPolicy.Testing;
using Kv.Output;
using Kv.Tests.Infrastructure;
using SkiaSharp;

namespace Kv.Tests;

/// <summary>The map of <c>kv residency --map</c> for a real file with a known set of cached pages.</summary>
public sealed class PageMapTests : IDisposable
{
    private const int Pages = 600;

    private readonly ScratchDirectory _scratch = new(isPrivate: true);
    private readonly string _file;

    public PageMapTests()
    {
        PageCounts.Require();
        _file = _scratch.File("half.kv");
        File.WriteAllBytes(_file, new byte[Pages * Environment.SystemPageSize]);
        using var handle = File.OpenHandle(_file, access: FileAccess.ReadWrite);
        PageCache.WriteBackAndDrop(handle);
        PageCache.Expect(handle, AccessPattern.Random);

        // Reads pages 0 to 99 (ten parts of ten pages), and the first page of the last part.
        RandomAccess.Read(handle, new byte[100 * Environment.SystemPageSize], 0);
        RandomAccess.Read(handle, new byte[Environment.SystemPageSize], (Pages - 10) * (long)Environment.SystemPageSize);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_line_shows_the_cached_parts()
    {
        var printed = (await KvCli.RunAsync("residency", "--map", _file)).Succeeded();

        Assert.Equal($"{_file}\n[{new string('O', 10)}{new string(' ', 49)}.] 101/600\n", printed);
    }

    /// <summary>A file of 240 pages has four pages per character.</summary>
    [Fact]
    public void A_character_shows_all_most_some_or_none_of_its_pages()
    {
        var path = _scratch.File("parts.kv");
        File.WriteAllBytes(path, new byte[240 * Environment.SystemPageSize]);
        using var handle = File.OpenHandle(path, access: FileAccess.ReadWrite);
        PageCache.WriteBackAndDrop(handle);
        PageCache.Expect(handle, AccessPattern.Random);
        foreach (var page in (int[])[0, 1, 2, 3, 4, 5, 6, 8, 9, 12])
        {
            RandomAccess.Read(handle, new byte[Environment.SystemPageSize], page * (long)Environment.SystemPageSize);
        }

        Assert.Equal("Oo.." + new string(' ', 56), PageMap.Draw(PageCache.GetPageMap(path)));
    }

    [Fact]
    public async Task Each_directory_has_a_total_and_all_paths_have_a_total()
    {
        var other = Directory.CreateDirectory(_scratch.File("other")).FullName;
        File.Copy(_file, Path.Combine(other, "copy.kv"));
        (await KvCli.RunAsync("drop", "--quiet", other)).Succeeded();

        var printed = (await KvCli.RunAsync("residency", "--map", _file, other)).Succeeded();

        Assert.Contains($"total of {other}: 0/600 pages cached, 0.0 %\n", printed, StringComparison.Ordinal);
        Assert.Matches(@"\ntotal: \d+/1,200 pages cached", printed);
    }

    [Fact]
    public async Task The_chart_is_a_png()
    {
        (await KvCli.RunAsync("residency", "--png", _scratch.File("map.png"), _file)).Succeeded();

        Assert.Equal([0x89, 0x50, 0x4e, 0x47], File.ReadAllBytes(_scratch.File("map.png"))[..4]);
    }

    /// <summary>The chart needs the maps, also where the table needs none.</summary>
    [Fact]
    public async Task The_chart_is_the_same_beside_a_table_and_beside_maps()
    {
        var other = _scratch.File("other.kv");
        File.Copy(_file, other);
        (await KvCli.RunAsync("drop", "--quiet", _scratch.Path)).Succeeded();
        (await KvCli.RunAsync("residency", "--png", _scratch.File("table.png"), _file, other)).Succeeded();
        (await KvCli.RunAsync("residency", "--map", "--png", _scratch.File("maps.png"), _file, other)).Succeeded();
        (await KvCli.RunAsync("residency", "--png", _scratch.File("one.png"), _file)).Succeeded();

        Assert.Equal(File.ReadAllBytes(_scratch.File("maps.png")), File.ReadAllBytes(_scratch.File("table.png")));
        Assert.NotEqual(File.ReadAllBytes(_scratch.File("maps.png")), File.ReadAllBytes(_scratch.File("one.png")));
    }

    /// <summary>The first file is the upper row. Its first sixth and one page near its end are cached, and the lower row is empty.</summary>
    [Fact]
    public async Task The_chart_fills_the_cached_part_of_each_row()
    {
        var other = _scratch.File("other.kv");
        File.WriteAllBytes(other, new byte[Pages * Environment.SystemPageSize]);
        (await KvCli.RunAsync("drop", "--quiet", other)).Succeeded();

        (await KvCli.RunAsync("residency", "-q", "--png", _scratch.File("map.png"), _file, other)).Succeeded();

        using var chart = SKBitmap.Decode(_scratch.File("map.png"));
        Assert.Equal((1400, 150 + (2 * 34)), (chart.Width, chart.Height));
        int[] cached = [.. Enumerable.Range(0, chart.Height).Select(y => CountOf(y, new SKColor(0x00, 0x72, 0xB2)))];
        int[] empty = [.. Enumerable.Range(0, chart.Height).Select(y => CountOf(y, new SKColor(0xDD, 0xDD, 0xDD)))];
        var width = empty.Max();
        var upper = cached.Index().Where(row => row.Item > width / 8).Select(row => row.Index).ToArray();
        var lower = empty.Index().Where(row => row.Item == width).Select(row => row.Index).ToArray();
        Assert.All(upper, y => Assert.InRange(cached[y], (width / 6) - 4, (width / 6) + 8));
        Assert.All(lower, y => Assert.Equal(0, cached[y]));
        Assert.InRange(upper.Length, 10, 60);
        Assert.True(upper.Max() < lower.Min(), "The first file must be above the second.");
        int CountOf(int y, SKColor color) => Enumerable.Range(0, chart.Width).Count(x => chart.GetPixel(x, y) == color);
    }

    [Fact]
    public async Task A_chart_that_cannot_be_written_is_reported()
    {
        var path = _scratch.File("none/map.png");

        var result = await KvCli.RunAsync("residency", "-q", "--png", path, _file);

        Assert.StartsWith($"kv: {path}: the chart cannot be written: ", result.Failed(exitCode: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, Label = "one part")]
    [InlineData(7, Label = "parts of unequal length")]
    [InlineData(60, Label = "parts of ten pages")]
    [InlineData(599, Label = "a part less than pages")]
    [InlineData(1000, Label = "more parts than pages")]
    public void The_shares_add_up_to_the_cached_pages_for_any_number_of_parts(int parts)
    {
        var map = PageCache.GetPageMap(_file);

        var shares = PageMap.Shares(map, parts);

        Assert.Equal(Math.Min(parts, Pages), shares.Length);
        var pages = shares.Select((share, part) => share * (((part + 1L) * Pages / shares.Length) - ((long)part * Pages / shares.Length))).Sum();
        Assert.Equal(map.CachedPages, pages, tolerance: 1e-6);
    }
}

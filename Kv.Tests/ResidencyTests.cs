using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv residency</c> and <c>kv drop</c> on the real kernel.</summary>
public sealed class ResidencyTests : IDisposable
{
    private const int Pages = 256;

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Drop_removes_every_page_of_a_new_fully_cached_file()
    {
        PageCounts.Require();
        var file = Write("fresh.bin");
        KeptPages.AssertAll(Pages, await KvCli.CachedPagesAsync(file));

        var output = (await KvCli.RunAsync("drop", file)).Succeeded();

        Assert.Equal($"{file}: 256 pages cached before, 0 after, of 256\n", output);
        Assert.Equal(0, await KvCli.CachedPagesAsync(file));
        Assert.Equal(Pages * Environment.SystemPageSize, new FileInfo(file).Length);
    }

    [Fact]
    public async Task The_table_lists_the_kv_files_of_a_directory_and_their_total()
    {
        PageCounts.Require();
        Write("a.kv");
        Write("b.kv");
        Write("other.bin");

        var table = (await KvCli.RunAsync("residency", _scratch.Path)).Succeeded();

        Assert.Contains("a.kv", table, StringComparison.Ordinal);
        Assert.DoesNotContain("other.bin", table, StringComparison.Ordinal);
        Assert.Matches($@"\s512\s+512\s+100\.0 %\s+total of {_scratch.Path}\n", table);
        Assert.DoesNotContain('\u001b', table);
    }

    [Fact]
    public async Task Json_names_the_source_and_the_page_size()
    {
        PageCounts.Require();
        var json = (await KvCli.RunAsync("residency", "--json", Write("one.kv"))).Json();

        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal(Environment.SystemPageSize, json.GetProperty("pageBytes").GetInt32());
        var file = Assert.Single(json.GetProperty("files").EnumerateArray());
        Assert.Contains(file.GetProperty("source").GetString(), (string[])["cachestat", "mincore"]);
        Assert.Equal(Pages, file.GetProperty("pages").GetInt64());
    }

    private string Write(string name)
    {
        var path = _scratch.File(name);
        File.WriteAllBytes(path, new byte[Pages * Environment.SystemPageSize]);
        return path;
    }
}

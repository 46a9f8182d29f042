using System.Text.Json;
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

    [Fact]
    public async Task The_table_and_the_document_have_each_number_and_total()
    {
        PageCounts.Require();
        var directory = Directory.CreateDirectory(_scratch.File("cache")).FullName;
        var (one, two) = (Write("cache/a.kv"), Write("cache/b.kv"));
        (await KvCli.RunAsync("drop", "-q", directory)).Succeeded();
        await File.ReadAllBytesAsync(two, TestContext.Current.CancellationToken);
        KeptPages.AssertAll(Pages, await KvCli.CachedPagesAsync(two));

        var table = (await KvCli.RunAsync("residency", directory, two)).Succeeded();
        var json = (await KvCli.RunAsync("residency", "--json", directory, two)).Json();
        var alone = (await KvCli.RunAsync("residency", "--json", one)).Json();
        var dropped = (await KvCli.RunAsync("drop", "--json", two)).Json();

        Assert.Equal(
            $"""
                   pages      cached    share       dirty  in write-back  source     file
                     256           0    0.0 %           0              0  cachestat  {one}
                     256         256  100.0 %           0              0  cachestat  {two}
                     256         256  100.0 %           0              0  cachestat  {two}
                     512         256   50.0 %                                        total of {directory}
                     768         512   66.7 %                                        total

            """,
            table.Replace("mincore  ", "cachestat", StringComparison.Ordinal));
        Assert.Equal(
            $$"""[{"path":"{{directory}}","files":2,"pages":512,"cachedPages":256},{"files":3,"pages":768,"cachedPages":512}]""",
            JsonSerializer.Serialize(json.GetProperty("totals")));
        Assert.Equal("[]", JsonSerializer.Serialize(alone.GetProperty("totals")));
        Assert.Equal(
            $$"""{"schema":1,"pageBytes":{{Environment.SystemPageSize}},"files":[{"path":"{{two}}","pages":256,"cachedBefore":256,"cachedAfter":0}]}""",
            JsonSerializer.Serialize(dropped));
    }

    [Fact]
    public async Task Advice_that_a_variable_disables_is_reported()
    {
        var file = Write("a.kv");

        var result = await KvCli.RunWithAsync([("IOPOLICY_KEEP_PAGES", "1")], "drop", "--json", file);

        Assert.Equal($"kv: {file}: nothing was dropped: IOPOLICY_KEEP_PAGES is set", result.Sentence());
        Assert.Equal((1, "IOPOLICY_KEEP_PAGES is set"), (result.ExitCode, JsonDocument.Parse(result.Output).RootElement.GetProperty("files")[0].GetProperty("refusal").GetString()));
    }

    /// <summary>A path in the arguments is opened, whatever it is. The shell command makes it.</summary>
    [Theory]
    [InlineData("ln -s b a; ln -s a b", "residency", "too many levels of symbolic links")]
    [InlineData("ln -s b a; ln -s a b", "ls", "too many levels of symbolic links")]
    [InlineData("ln -s nothing a", "residency", "no such file or directory")]
    [InlineData("ln -s nothing a", "show", "no such file")]
    [InlineData("ln -s nothing a", "ls", "no such directory")]
    [InlineData("ln -s /dev/null a", "residency", "expected a file, found a pipe or a device")]
    [InlineData("mkfifo p; ln -s p a", "show", "expected a file, found a pipe or a device")]
    public async Task A_path_that_is_no_file_is_named_with_the_reason(string make, string command, string reason)
    {
        var result = await KvCli.BashAsync(_scratch.Path, $"{make}; $kv {command} a >out; echo $?");

        Assert.Equal(("1\n", $"kv: a: {reason}"), (result.Output, result.Sentence()));
    }

    [Fact]
    public async Task Files_of_a_directory_are_sorted_by_name_and_arguments_are_not()
    {
        foreach (var name in (string[])["c.kv", "a.kv", "B.kv", "d.KV", "other"])
        {
            File.WriteAllText(_scratch.File(name), name);
        }

        Directory.CreateDirectory(_scratch.File("e.kv"));
        var files = (await KvCli.RunInAsync(_scratch.Path, "prefetch", "--json", "other", ".", "a.kv")).Json();

        Assert.Equal(
            """{"schema":1,"files":[{"path":"other","bytes":5},{"path":"./B.kv","bytes":4},{"path":"./a.kv","bytes":4},{"path":"./c.kv","bytes":4},{"path":"a.kv","bytes":4}]}""",
            JsonSerializer.Serialize(files));
    }

    private string Write(string name)
    {
        var path = _scratch.File(name);
        File.WriteAllBytes(path, new byte[Pages * Environment.SystemPageSize]);
        return path;
    }
}

using IoPolicy.Testing;
using Kv.Tests.Infrastructure;
using KvCache;

namespace Kv.Tests;

/// <summary><c>kv bench</c>.</summary>
[Collection(nameof(Undisturbed))]
public sealed class BenchTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_benchmark_measures_every_kind_of_work_and_leaves_no_file()
    {
        var json = (await KvCli.RunInAsync(_scratch.Path, "bench", "--json", "--tokens", "64", "--entries", "200", "--runs", "2")).Json();

        Assert.Equal(
            ["save, with policies", "save, pages kept", "load, with policies", "load, pages kept", "list headers, warm", "find the prefixes of a 1 MiB prompt, warm"],
            json.GetProperty("measurements").EnumerateArray().Select(measurement => measurement.GetProperty("work").GetString()));
        Assert.All(json.GetProperty("measurements").EnumerateArray(), measurement => Assert.True(measurement.GetProperty("rate").GetProperty("least").GetDouble() > 0));
        Assert.Equal(
            (1, 64, DsvLayout.Flash.PayloadBytes(64), 200, 2),
            (json.GetProperty("schema").GetInt32(), json.GetProperty("tokens").GetInt32(), json.GetProperty("checkpointBytes").GetInt64(), json.GetProperty("entries").GetInt32(), json.GetProperty("runs").GetInt32()));
        Assert.All(
            json.GetProperty("measurements").EnumerateArray().Index(),
            each =>
            {
                var (seconds, rate) = (each.Item.GetProperty("seconds"), each.Item.GetProperty("rate"));
                var amount = each.Index < 4 ? DsvLayout.Flash.PayloadBytes(64) / 1048576.0 : 200;
                Assert.Equal(each.Index < 4 ? "MiB/s" : "entries/s", each.Item.GetProperty("unit").GetString());
                Assert.Equal(amount / seconds.GetProperty("most").GetDouble(), rate.GetProperty("least").GetDouble(), tolerance: 1e-6 * amount);
                Assert.Equal(amount / seconds.GetProperty("least").GetDouble(), rate.GetProperty("most").GetDouble(), tolerance: 1e-6 * amount);
            });
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public async Task The_table_has_a_line_for_each_kind_of_work()
    {
        var printed = (await KvCli.RunInAsync(_scratch.Path, "bench", "--tokens", "1", "--entries", "1", "--runs", "1", "--directory", _scratch.Path)).Succeeded();

        var lines = printed.Split('\n');
        Assert.Equal("A checkpoint of 1 token (12.2 MiB), 1 entry, 1 run.", lines[0]);
        Assert.Matches(@"^ +work +median +range +median time *$", lines[2]);
        Assert.Matches(@"^ +save, with policies +[\d,]+ MiB/s +[\d,]+–[\d,]+ +\d+\.\d{3} s *$", lines[4]);
        Assert.Matches(@"^ +list headers, warm +[\d,]+ entries/s +[\d,]+–[\d,]+ +\d+\.\d{3} s *$", lines[8]);
    }
}

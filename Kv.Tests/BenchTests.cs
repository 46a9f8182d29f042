using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

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
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }
}

using System.Text.Json;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>A file on FUSE, whose length is known although nobody knows its cached pages.</summary>
public sealed class UnknownResidencyTests(FuseMount fuse) : IClassFixture<FuseMount>
{
    [Fact]
    public async Task The_number_of_pages_is_known_without_the_residency()
    {
        using var directory = fuse.CreateDirectory();
        var path = directory.File("one.kv");
        await File.WriteAllBytesAsync(path, new byte[3 * Environment.SystemPageSize], TestContext.Current.CancellationToken);

        var file = Assert.Single((await KvCli.RunAsync("residency", "--json", path)).Json().GetProperty("files").EnumerateArray());

        Assert.Equal((3L, "unknown"), (file.GetProperty("pages").GetInt64(), file.GetProperty("source").GetString()));
        Assert.All(["cachedPages", "dirtyPages", "writeBackPages"], name => Assert.Equal(JsonValueKind.Null, file.GetProperty(name).ValueKind));
        Assert.Equal(
            $"""
                   pages      cached    share       dirty  in write-back  source     file
                       3     unknown  unknown     unknown        unknown  unknown    {path}
                       3     unknown  unknown     unknown        unknown  unknown    {path}
                       3     unknown  unknown                                        total of {directory.Path}
                       6     unknown  unknown                                        total

            """,
            (await KvCli.RunAsync("residency", directory.Path, path)).Succeeded());
        Assert.Equal($"{path}\ncached pages unknown\ntotal of {directory.Path}: unknown/3 pages cached, unknown\n", (await KvCli.RunAsync("residency", "--map", directory.Path)).Succeeded());
        Assert.Equal($"{path}: an unknown number of pages cached before, an unknown number after, of 3\n", (await KvCli.RunAsync("drop", path)).Succeeded());
    }
}

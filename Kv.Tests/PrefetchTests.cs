using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv prefetch</c> on the real kernel.</summary>
public sealed class PrefetchTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_prefetch_caches_the_pages_of_a_dropped_file()
    {
        PageCounts.Require();
        var file = _scratch.File("entry.kv");
        File.WriteAllBytes(file, new byte[64 * Environment.SystemPageSize]);
        (await KvCli.RunAsync("drop", file)).Succeeded();
        Assert.Equal(0, await KvCli.CachedPagesAsync(file));

        Assert.Equal($"{file}: 256.0 KiB requested\n", (await KvCli.RunAsync("prefetch", file)).Succeeded());

        // POSIX_FADV_WILLNEED adds the pages to the cache immediately. The device fills them later.
        KeptPages.AssertAll(64, await KvCli.CachedPagesAsync(file));
    }
}

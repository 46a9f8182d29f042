using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv prefetch</c> against the real kernel.</summary>
public sealed class PrefetchTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_pages_of_a_dropped_file_come_back()
    {
        PageCounts.Require();
        var file = _scratch.File("entry.kv");
        File.WriteAllBytes(file, new byte[64 * Environment.SystemPageSize]);
        (await KvCli.RunAsync("drop", file)).Succeeded();
        Assert.Equal(0, await KvCli.CachedPagesAsync(file));

        Assert.Equal($"{file}: 256.0 KiB asked for\n", (await KvCli.RunAsync("prefetch", file)).Succeeded());

        // Asked to read, the kernel puts the pages into the cache at once, and their bytes when the device has them.
        KeptPages.AssertAll(64, await KvCli.CachedPagesAsync(file));
    }
}

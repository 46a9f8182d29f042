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

    [Theory]
    [InlineData("drop", "nothing was dropped")]
    [InlineData("prefetch", "nothing is prefetched")]
    public void Advice_that_fails_is_reported_and_the_next_file_is_advised(string command, string failure)
    {
        Strace.Require();
        var (first, second) = (_scratch.File("first.kv"), _scratch.File("second.kv"));
        File.WriteAllBytes(first, new byte[4096]);
        File.WriteAllBytes(second, new byte[4096]);

        var (result, calls) = Strace.RunOn([first], KvCli.Describe(_scratch.Path, [], command, first, second), "fadvise64", "fadvise64:error=EIO");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"kv: {first}: {failure}: ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith($"{second}: ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(first, result.Output, StringComparison.Ordinal);
    }
}

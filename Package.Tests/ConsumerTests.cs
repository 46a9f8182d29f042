using System.Diagnostics;
using System.Globalization;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Runs a project that restored the real nupkg: it compiles without a warning, and its policies drop the pages.</summary>
public sealed class ConsumerTests(PackageFixture package) : IDisposable
{
    private const int OneWindow = 16 << 20;
    private const int OneStep = 1 << 20;
    private const int Bytes = 2 * OneWindow;
    private readonly ScratchDirectory _scratch = new();

    /// <summary>The program. Its build must report nothing.</summary>
    private string Program => package.Consumers["Serializer"].Program("Serializer");

    [Theory]
    [InlineData("load-partial")]
    [InlineData("load-intercepted")]
    public void A_full_read_leaves_no_page(string scenario)
    {
        var path = CachedFile();
        var (cached, pages) = Run(scenario, path);

        Assert.Equal((0, Bytes / Environment.SystemPageSize), (cached, pages));
    }

    [Theory]
    [InlineData("save-partial")]
    [InlineData("save-intercepted")]
    [InlineData("save-windowed")]
    public void A_full_write_without_fsync_leaves_no_page(string scenario)
    {
        var (cached, pages) = Run(scenario, _scratch.File("fresh"), Bytes);

        Assert.Equal((0, Bytes / Environment.SystemPageSize), (cached, pages));
    }

    [Theory]
    [InlineData("load-partial", 0)]
    [InlineData("load-intercepted", 0)]
    [InlineData("save-partial", Bytes)]
    [InlineData("save-intercepted", Bytes)]
    [InlineData("save-windowed", Bytes)]
    public void With_IOPOLICY_KEEP_PAGES_all_pages_stay(string scenario, int bytes)
    {
        var path = bytes == 0 ? CachedFile() : _scratch.File("fresh");
        var (cached, pages) = Run(scenario, path, bytes, keepPages: true);

        KeptPages.AssertAll(pages, cached);
    }

    [Fact]
    public void A_header_scan_keeps_the_pages()
    {
        var (cached, pages) = Run("scan", CachedFile());

        KeptPages.AssertAll(pages, cached);
    }

    [Theory]
    [InlineData("load-partial")]
    [InlineData("load-intercepted")]
    public void A_full_read_of_one_window_issues_exactly_one_DONTNEED(string scenario)
    {
        var call = Assert.Single(Trace(scenario, CachedFile(OneWindow)));

        Assert.Contains("POSIX_FADV_DONTNEED", call.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load-partial")]
    [InlineData("load-intercepted")]
    public void A_longer_full_read_drops_pages_in_automatic_windows(string scenario) =>
        Assert.InRange(
            Trace(scenario, CachedFile()).Count(call => call.Arguments.Contains("POSIX_FADV_DONTNEED", StringComparison.Ordinal)),
            (Bytes / OneStep) - 1,
            (Bytes / OneStep) + 1);

    [Theory]
    [InlineData("scan")]
    [InlineData("scan-intercepted")]
    [InlineData("scan-bad")]
    public void A_header_scan_restores_readahead_even_if_it_throws(string scenario) => Assert.Equal(
        ["POSIX_FADV_RANDOM", "POSIX_FADV_NORMAL"],
        Trace(scenario, CachedFile()).Select(call => call.Arguments[(call.Arguments.LastIndexOf(' ') + 1)..]));

    public void Dispose() => _scratch.Dispose();

    /// <summary>Runs one scenario on the file. Returns the cached pages afterwards, and all pages of the file.</summary>
    private (long Cached, long Pages) Run(string scenario, string path, int bytes = 0, bool keepPages = false) =>
        ConsumerRun.CountPages(Program, keepPages, Arguments(scenario, path, bytes));

    /// <summary>Runs one scenario under <c>strace -f</c>. Returns the calls of <c>posix_fadvise</c> on the file, in order.</summary>
    private IReadOnlyList<SystemCall> Trace(string scenario, string path)
    {
        var (result, calls) = Strace.Run(new ProcessStartInfo(Program, Arguments(scenario, path, bytes: 0)), "fadvise64");
        result.OrThrow();
        return [.. calls.Where(call => call.Arguments.Contains($"<{path}>", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Arguments(string scenario, string path, int bytes) =>
        bytes > 0 ? [scenario, path, bytes.ToString(CultureInfo.InvariantCulture)] : [scenario, path];

    private string CachedFile(int bytes = Bytes) => SampleFile.Create(_scratch.File("payload"), bytes).Path;
}

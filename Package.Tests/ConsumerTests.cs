using IoPolicy.Testing;

namespace Package.Tests;

/// <summary>A project that restored the real nupkg: it compiles without a warning, runs, and the kernel's pages go.</summary>
public sealed class ConsumerTests(ConsumerFixture consumer) : IClassFixture<ConsumerFixture>, IDisposable
{
    private const int Bytes = 8 << 20;
    private readonly ScratchFolder _scratch = new();

    [Fact]
    public void The_consumer_builds_without_a_warning() =>
        Assert.Contains("0 Warning(s)", consumer.Build.Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("load-partial")]
    [InlineData("load-intercepted")]
    public void A_full_read_leaves_no_page(string verb)
    {
        var path = CachedFile();
        var (cached, pages) = consumer.Run(verb, path);

        Assert.Equal((0, Bytes / Environment.SystemPageSize), (cached, pages));
    }

    [Theory]
    [InlineData("save-partial")]
    [InlineData("save-intercepted")]
    [InlineData("save-windowed")]
    public void A_full_write_without_fsync_leaves_no_page(string verb)
    {
        var (cached, pages) = consumer.Run(verb, _scratch.File("fresh"), Bytes);

        Assert.Equal((0, Bytes / Environment.SystemPageSize), (cached, pages));
    }

    [Theory]
    [InlineData("load-partial", 0)]
    [InlineData("load-intercepted", 0)]
    [InlineData("save-partial", Bytes)]
    [InlineData("save-intercepted", Bytes)]
    [InlineData("save-windowed", Bytes)]
    public void With_IOPOLICY_KEEP_PAGES_all_pages_stay(string verb, int bytes)
    {
        var path = bytes == 0 ? CachedFile() : _scratch.File("fresh");
        var (cached, pages) = consumer.Run(verb, path, bytes, keepPages: true);

        Assert.Equal(pages, cached);
    }

    [Fact]
    public void A_header_scan_keeps_the_pages()
    {
        var (cached, pages) = consumer.Run("scan", CachedFile());

        Assert.Equal(pages, cached);
    }

    [Theory]
    [InlineData("load-partial")]
    [InlineData("load-intercepted")]
    public void A_full_read_gives_exactly_one_DONTNEED(string verb)
    {
        var call = Assert.Single(consumer.Trace(verb, CachedFile()));

        Assert.Contains("POSIX_FADV_DONTNEED", call.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_scan_gives_no_DONTNEED()
    {

        Assert.DoesNotContain(consumer.Trace("scan", CachedFile()), call => call.Arguments.Contains("POSIX_FADV_DONTNEED", StringComparison.Ordinal));
    }

    public void Dispose() => _scratch.Dispose();

    private string CachedFile() => SampleFile.Create(_scratch.File("payload"), Bytes).Path;
}

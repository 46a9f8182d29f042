using System.Globalization;
using IoPolicy;

namespace KvCache.Tests;

/// <summary>
/// The pages that the engine leaves in the page cache of a real file system. The tests themselves advise nothing, and call fsync only for
/// bytes that they write themselves.
/// </summary>
public sealed class PageCacheTests : IDisposable
{
    /// <summary>The tokens of a checkpoint of 36.3 MiB, which is more than two windows.</summary>
    private const uint Tokens = 1024;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_saved_checkpoint_leaves_no_page()
    {
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 0 });

        var entry = Samples.Store(directory, "text", Tokens).Entry!;

        Assert.Equal(0, CachedPages(entry));
    }

    [Fact]
    public void With_a_budget_only_the_header_of_a_saved_checkpoint_is_read()
    {
        var entry = Store();

        Assert.Equal(1, CachedPages(entry));
    }

    [Fact]
    public void A_saved_checkpoint_keeps_its_pages_if_DS4_KV_KEEP_PAGES_is_set()
    {
        InChild(StoreInChild, (CacheWindow.KeepPagesVariable, "1"));

        var entry = Assert.Single(Open().Entries());
        AssertStays(entry);
    }

    [Fact]
    public void A_save_never_has_more_than_one_window_cached()
    {
        var peak = 0L;
        using var payload = new CallbackPayload(SyntheticPayload.OpenRead(4096, 8192), () => peak = Math.Max(peak, CachedOfTemporary()));

        var result = Open().Store(Samples.RequestOf("watched", 4096, new KvSession(2, 8192), payload));

        // The header and the text shift the payload's pieces of 1 MiB against the steps of the window, so a piece more may be cached.
        Assert.InRange(peak, 1, (CacheWindow.Bytes + (1 << 20)) / Environment.SystemPageSize);
        Assert.True(PagesOf(result.Entry!) > 2 * peak, $"{peak} pages at most, of {PagesOf(result.Entry!)}");
    }

    [Fact]
    public void A_loaded_checkpoint_leaves_no_page()
    {
        var entry = Store();
        MakeResident(entry);

        using var destination = new HashingStream();
        var result = Samples.Load(Open(), "text and more", destination);

        Assert.Equal(Tokens, result.Loaded?.Header.Tokens);
        Assert.Equal((long)entry.Header.PayloadBytes, destination.Written);
        AssertHeaderAlone(entry);
    }

    [Fact]
    public void A_loaded_checkpoint_keeps_its_pages_if_DS4_KV_KEEP_PAGES_is_set()
    {
        var entry = Store();
        MakeResident(entry);

        InChild(LoadInChild, (CacheWindow.KeepPagesVariable, "1"));

        AssertStays(entry);
    }

    [Fact]
    public void A_scan_of_the_directory_keeps_the_payloads_pages()
    {
        var entry = Store();
        MakeResident(entry);

        Assert.Single(Open().Entries());

        AssertStays(entry);
    }

    [Fact]
    public void A_scan_of_the_directory_caches_one_page_of_a_file()
    {
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 0 });
        var entry = Samples.Store(directory, "text", Tokens).Entry!;
        Assert.Equal(0, CachedPages(entry));

        Assert.Single(directory.Entries());

        Assert.Equal(1, CachedPages(entry));
    }

    [Fact]
    public void A_load_that_is_refused_by_the_payloads_fields_keeps_the_pages()
    {
        // A session of 1,500 tokens saved the file. Its prefill chunk differs, which the payload's fields show.
        var entry = Samples.Store(Open(), "text", Tokens, Samples.OldSession with { ContextSize = 1500 }).Entry!;
        MakeResident(entry);

        var result = Samples.Load(Open(), "text and more", session: Samples.OldSession);

        Assert.Null(result.Loaded);
        Assert.Equal(KvcFaultKind.Payload, Assert.Single(result.Refused).Fault.Kind);
        AssertStays(entry);
    }

    [Fact]
    public void A_file_that_is_refused_by_its_text_keeps_its_pages()
    {
        var entry = Store();
        using (var file = File.OpenWrite(entry.Path))
        {
            file.Position = KvcHeader.Size;
            file.WriteByte((byte)'T');
            file.Flush(flushToDisk: true);
        }

        MakeResident(entry);

        Assert.Equal(KvcFaultKind.Text, Assert.Single(Samples.Load(Open(), "text and more").Refused).Fault.Kind);
        AssertStays(entry);
    }

    [Fact]
    public void Rewriting_a_file_for_its_tool_calls_leaves_no_page_of_either_file()
    {
        const string Text = "text\n\n<tool_calls>x</tool_calls>";
        var tools = new ToolMemory();
        tools.Put("call"u8.ToArray(), Samples.Text(Text).AsMemory("text".Length));
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 0 });
        using var old = File.OpenRead(Samples.Store(directory, Text, Tokens).Entry!.Path);

        var result = Samples.Store(directory, Text, Tokens, tools: tools);

        Assert.Equal(StoreOutcome.ToolMapAdded, result.Outcome);

        // The page of the header: the store reads the old header again just before the rename, and the new header after it.
        Assert.Equal(1, PageCache.GetResidency(old.SafeFileHandle).CachedPages);
        Assert.Equal(1, CachedPages(result.Entry!));
    }

    [Fact]
    public void A_file_that_is_saved_on_xfs_leaves_no_page()
    {
        using var mount = new XfsMount();
        using var directory = mount.CreateDirectory();
        var result = Samples.Store(CacheDirectory.Open(directory.Path, new CacheDirectoryOptions { BudgetBytes = 0 }), "text", Tokens);

        Assert.Equal(0, CachedPages(result.Entry!));
    }

    private static void StoreInChild(string[] arguments) => Samples.Store(CacheDirectory.Open(arguments[0]), "text", Tokens);

    private static void LoadInChild(string[] arguments)
    {
        var loaded = Samples.Load(CacheDirectory.Open(arguments[0]), "text and more").Loaded;
        Console.Write(loaded!.Header.Tokens.ToString(CultureInfo.InvariantCulture));
    }

    private static long PagesOf(KvcEntry entry) => (entry.FileBytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

    private static long CachedPages(KvcEntry entry)
    {
        var residency = PageCache.GetResidency(entry.Path);
        Assert.True(residency.IsKnown, "The residency is not known here.");
        return residency.CachedPages!.Value;
    }

    /// <summary>A load writes the header for the hit, so only the header's page is cached, and no page of the payload.</summary>
    private static void AssertHeaderAlone(KvcEntry entry) => Assert.InRange(CachedPages(entry), 0, 1);

    private static void MakeResident(KvcEntry entry)
    {
        using var file = File.OpenRead(entry.Path);
        file.CopyTo(Stream.Null);
        AssertStays(entry);
    }

    private static void AssertStays(KvcEntry entry) => KeptPages.AssertAll(PagesOf(entry), CachedPages(entry));

    private void InChild(Action<string[]> method, params (string, string)[] environment) =>
        ChildProcess.Run(method, [_scratch.Path], environment).OrThrow();

    private long CachedOfTemporary() =>
        PageCache.GetResidency(Assert.Single(Directory.GetFiles(_scratch.Path, "*.tmp.*"))).CachedPages
        ?? throw new InvalidOperationException("The residency is not known here.");

    private CacheDirectory Open() => CacheDirectory.Open(_scratch.Path);

    private KvcEntry Store() => Samples.Store(Open(), "text", Tokens).Entry!;
}

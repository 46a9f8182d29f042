using System.Buffers.Binary;
using IoPolicy;
using IoPolicy.Testing;
using KvCache;

namespace Docs.Tests.PublicApi;

/// <summary>Checks that the code of docs/public-api.md compiles, raises no warning of a rule, and has the effect that its title states.</summary>
public sealed class CallSiteTests : IDisposable
{
    private const int PayloadLength = 8 << 20;
    private const int IndexLength = 1 << 20;

    private static readonly KvSession Session = new(QuantBits: 2, ContextSize: 4096);

    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_page_shows_the_compiled_code()
    {
        var compiled = CallSitePage.Compiled();
        Assert.Equal(12, compiled.Count);
        Assert.Equal(compiled, CallSitePage.Shown());
    }

    [Fact]
    public void A_checkpoint_is_saved_and_loaded()
    {
        var payload = Payload();
        var path = _scratch.File("checkpoint");

        Assert.Equal(payload, CallSites.SaveAndLoad(path, payload));

        RequireDrops();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        using var file = File.OpenRead(path);
        Assert.Equal(BinaryPrimitives.ReadInt32LittleEndian(payload), CallSites.CountTokens(file));
    }

    [Fact]
    public void A_durable_write_leaves_no_page_and_a_prefetch_caches_an_index()
    {
        var path = _scratch.File("index");

        CallSites.WriteDurably(path, Payload());

        RequireDrops();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        using var file = CallSites.OpenForLookups(path, indexOffset: 1 << 20, IndexLength);
        KeptPages.AssertAll(IndexLength / Environment.SystemPageSize, PageCache.GetResidency(file, 1 << 20, IndexLength).CachedPages);
    }

    [Fact]
    public async Task A_copy_has_the_same_bytes_and_leaves_no_page()
    {
        var (from, to) = (_scratch.File("from"), _scratch.File("to"));
        await File.WriteAllBytesAsync(from, Payload(), Cancellation);

        await CallSites.CopyAsync(from, to, Cancellation);

        RequireDrops();
        Assert.Equal(0, PageCache.GetResidency(to).CachedPages);
        Assert.Equal(Payload(), await File.ReadAllBytesAsync(to, Cancellation));
    }

    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        var path = _scratch.File("settings");
        CallSites.SaveSettings(path, "old");
        CallSites.SaveSettings(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_log_keeps_its_newest_bytes()
    {
        const int Tail = 4 << 20;
        var path = _scratch.File("tail");
        using (var log = CallSites.OpenLog(path))
        {
            foreach (var record in Payload().Chunk(64 << 10))
            {
                log.Write(record);
            }
        }

        RequireDrops();
        Assert.Equal(0, PageCache.GetResidency(path, 0, PayloadLength - Tail).CachedPages);
        KeptPages.AssertAll(Tail / Environment.SystemPageSize, PageCache.GetResidency(path, PayloadLength - Tail).CachedPages);
    }

    [Fact]
    public void Slots_are_filled_from_many_threads()
    {
        const int SlotBytes = 1 << 20;
        var path = _scratch.File("slots");
        byte[][] slots = [.. Payload().Chunk(SlotBytes)];

        CallSites.FillSlots(path, slots, SlotBytes);

        RequireDrops();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(Payload(), File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_log_is_written_back_in_the_background_and_described()
    {
        var path = _scratch.File("log");
        try
        {
            await using var log = File.Create(path);
            await CallSites.AppendToLogAsync(log, Payload(), Cancellation);
        }
        finally
        {
            PageCache.Background.BytesPerSecond = 0;
        }

        RequireDrops();
        Assert.StartsWith($"{path}: {0:P0} of {PayloadLength / Environment.SystemPageSize} pages cached", CallSites.Describe(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_found_by_a_prompt()
    {
        using var payload = SyntheticPayload.OpenRead(tokens: 512, Session.ContextSize);
        using var loaded = new MemoryStream();

        Assert.Equal(StoreOutcome.Stored, CallSites.StoreCheckpoint(_scratch.Path, Session, [.. "text"u8], 512, payload).Outcome);

        Assert.Equal(512U, CallSites.LoadCheckpoint(_scratch.Path, Session, [.. "text and more"u8], loaded));
        Assert.Equal(payload.Length, loaded.Length);
    }

    private static byte[] Payload()
    {
        var payload = new byte[PayloadLength];
        new Random(1).NextBytes(payload);
        return payload;
    }

    /// <summary>Skips the rest of a test where pages cannot be counted or dropped.</summary>
    private void RequireDrops()
    {
        var sample = _scratch.File("sample");
        File.WriteAllBytes(sample, new byte[1 << 20]);
        using var file = File.OpenHandle(sample);
        var outcome = PageCache.WriteBackAndDrop(file);
        Assert.SkipUnless(
            outcome.Status == AdviceStatus.Issued && PageCache.GetResidency(file) is { CachedPages: 0 },
            $"Pages cannot be dropped and counted in {_scratch.Path} (advice: {outcome.Status}).");
    }
}

using System.Buffers.Binary;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// A tool map of any length needs only the memory of the entries that are kept. The tests use 64 MiB in place of the 1.3 GB of a real file.
/// </summary>
public sealed class LargeToolMapTests : IDisposable
{
    private const int Blocks = 4;
    private const int BlockBytes = 16 << 20;

    /// <summary>The maximum memory of a pass over the map: pieces, ids, and the tests' own exceptions.</summary>
    private const long FewBytes = 1 << 20;

    private static readonly byte[] OwnBlock = Encoding.UTF8.GetBytes("\n\n<tool_calls>own</tool_calls>");

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_verification_takes_little_memory_and_reads_each_entry()
    {
        var path = Write(trailingBytes: 5);

        KvcVerification? verification = null;
        var allocated = AllocatedBy(() => verification = KvcVerifier.Verify(path, new KvcVerifyOptions { Checks = PayloadChecks.None }));

        Assert.InRange(allocated, 0, FewBytes);
        var finding = Assert.Single(verification!.Findings);
        Assert.Equal((KvcSeverity.Note, "5 more bytes"), (finding.Severity, finding.Fault.Found));
    }

    [Fact]
    public void A_verification_counts_the_entries_before_the_damage()
    {
        var path = Write(cutBytes: 1);

        var finding = Assert.Single(KvcVerifier.Verify(path, new KvcVerifyOptions { Checks = PayloadChecks.None }).Findings);

        Assert.Contains($"({Blocks - 1} ids before it can be used)", finding.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_alone_take_little_memory_and_read_no_block()
    {
        using var file = File.OpenRead(Write());
        file.Position = MapOffset;
        using var counting = new CountingStream(file);
        var ids = new List<string>();

        var allocated = AllocatedBy(() => ids.AddRange(ToolMap.ReadIds(counting, file.Length - MapOffset).Select(id => Encoding.UTF8.GetString(id.Span))));

        Assert.Equal(["call_0", "call_1", "call_2", "call_3"], ids);
        Assert.InRange(allocated, 0, FewBytes);

        // Each entry has 8 bytes of lengths and an id of 6 bytes.
        Assert.InRange(counting.BytesRead, Blocks * 14, 1024);
    }

    [Fact]
    public void Ids_end_at_the_damage()
    {
        using var file = File.OpenRead(Write(cutBytes: 1));
        file.Position = MapOffset;

        Assert.Equal(Blocks - 1, ToolMap.ReadIds(file, file.Length - MapOffset).Count());
    }

    [Fact]
    public void Blocks_of_ids_that_are_not_wanted_are_skipped()
    {
        using var file = File.OpenRead(Write());
        file.Position = MapOffset;
        var memory = new ToolMemory();

        var allocated = AllocatedBy(() => Assert.Equal(0, ToolMap.Read(file, file.Length - MapOffset, memory, id => id.Length > 100)));

        Assert.InRange(allocated, 0, FewBytes);
        Assert.Equal(file.Length, file.Position);
    }

    [Fact]
    public void A_store_over_the_file_uses_little_memory_and_keeps_its_ids()
    {
        var path = Write(own: true);
        using var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } });
        var tools = new ToolMemory();
        tools.Put("call_new"u8.ToArray(), OwnBlock);
        using var payload = new MemoryStream(new byte[10]);
        var request = new StoreRequest { Text = TextWith(OwnBlock), Tokens = 1000, Session = Samples.Session, Payload = payload, PayloadBytes = 10, Tools = tools };

        StoreResult? result = null;
        var allocated = AllocatedBy(() => result = directory.Store(request));

        Assert.Equal(StoreOutcome.ToolMapAdded, result!.Outcome);
        Assert.InRange(allocated, 0, 4 * FewBytes);
        using var file = File.OpenRead(path);
        file.Position = result.Entry!.FileBytes - result.Entry.TrailerBytes;
        Assert.Equal(["call_new", "call_own"], ToolMap.ReadIds(file, result.Entry.TrailerBytes).Select(id => Encoding.UTF8.GetString(id.Span)));
    }

    private static long MapOffset => KvcHeader.Size + TextWith(OwnBlock).Length + 7;

    private static byte[] TextWith(byte[] block) => [.. "text"u8, .. block];

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>
    /// Writes a file whose map has large blocks that are not in the text. With <paramref name="own"/>, it also has a block of the text.
    /// </summary>
    private string Write(int trailingBytes = 0, int cutBytes = 0, bool own = false)
    {
        var text = TextWith(OwnBlock);
        var path = _scratch.File(KvcKey.OfText(text).FileName);
        var header = new byte[KvcHeader.Size];
        new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096, Extensions = KvcExtensions.ToolMap, TextBytes = (uint)text.Length, PayloadBytes = 7 }.Format(header);
        var block = new byte[BlockBytes];
        Array.Fill(block, (byte)'x');
        using var file = File.Create(path);
        file.Write(header);
        file.Write(text);
        file.Write("payload"u8);
        file.Write([.. "KTM"u8, 1, (byte)(Blocks + (own ? 1 : 0)), 0, 0, 0]);
        for (var i = 0; i < Blocks; i++)
        {
            block[^1] = (byte)('a' + i);
            WriteEntry(file, Encoding.UTF8.GetBytes($"call_{i}"), block);
        }

        if (own)
        {
            WriteEntry(file, "call_own"u8, OwnBlock);
        }

        file.Write(new byte[trailingBytes]);
        file.SetLength(file.Length - cutBytes);
        return path;
    }

    private static void WriteEntry(Stream file, ReadOnlySpan<byte> id, ReadOnlySpan<byte> block)
    {
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], block.Length);
        file.Write(lengths);
        file.Write(id);
        file.Write(block);
    }
}

using KvCache.Interop;

namespace KvCache.Tests;

/// <summary>
/// A disk that cannot read some blocks, so the kernel returns EIO. Only the file with these blocks is faulty, and the report names it. The
/// other files are found, loaded and evicted as usual.
/// </summary>
public sealed class UnreadableFilesTests : IClassFixture<BtrfsMount>, IDisposable
{
    private const int PayloadBytes = 3 << 20;

    private static readonly CacheDirectoryOptions Unlimited = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly BtrfsMount _disk;
    private readonly ScratchDirectory _scratch;

    public UnreadableFilesTests(BtrfsMount disk)
    {
        _disk = disk;
        _scratch = disk.CreateDirectory();
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>One thread reads few files, and all processors read many files.</summary>
    [Theory]
    [InlineData(3, Label = "few files")]
    [InlineData(200, Label = "many files")]
    public void An_unreadable_header_makes_only_its_own_file_faulty(int files)
    {
        var paths = Enumerable.Range(1, files).Select(i => Write(new string('p', i), 10_000)).ToArray();
        using (var queried = CacheDirectory.Open(_scratch.Path, Unlimited))
        {
            using (_disk.Damage(paths[1], KvcHeader.Size + 100))
            {
                Assert.Equal(Errno.EIO, Assert.Throws<IOException>(() => File.ReadAllBytes(paths[1])).HResult);
                using var opened = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 1UL << 40 });
                for (var query = 0; query < 3; query++)
                {
                    Assert.Equal(files - 1, FindAll(queried, files));
                    Assert.Equal(files - 1, FindAll(opened, files));
                    Assert.Empty(opened.Evict().Failures);
                }

                var faulty = Assert.Single(DirectoryScan.Read(_scratch.Path), file => file.Faulty is not null).Faulty!;
                Assert.Equal((paths[1], KvcFaultKind.Unreadable), (faulty.PathIn(_scratch.Path), faulty.Fault.Kind));
                Assert.Contains("input/output error", faulty.Fault.ToString(), StringComparison.Ordinal);
                Assert.Equal(files - 1, DirectoryScan.Entries(_scratch.Path).Count());
            }

            // The file has not changed, but the disk can read it again.
            Assert.Equal(files, FindAll(queried, files));
        }
    }

    [Fact]
    public void An_eviction_goes_on_past_a_header_that_cannot_be_read()
    {
        var paths = Enumerable.Range(0, 4).Select(i => Write($"text {i}", 10_000)).ToArray();
        using var damage = _disk.Damage(paths[0], KvcHeader.Size + 100);

        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 11_000 });

        Assert.Equal(2, directory.OpeningEviction.Removed.Count);
        Assert.Empty(directory.OpeningEviction.Failures);
        Assert.True(File.Exists(paths[0]));
    }

    /// <summary>The damage is in the first piece of the payload, or after a part of the payload has been delivered.</summary>
    [Theory]
    [InlineData(70_000, Label = "in the first piece")]
    [InlineData((1 << 20) + 70_000, Label = "in the second piece")]
    [InlineData(PayloadBytes - 4096, Label = "near the end")]
    public void If_the_best_match_is_unreadable_the_next_best_is_loaded(int offset)
    {
        var good = Write("prompt", PayloadBytes);
        var bad = Write("prompt, longer", PayloadBytes);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(bad, offset);
        using var destination = new MemoryStream();
        destination.Write("before"u8);

        var first = Load(directory, destination);

        Assert.Equal(good, first.Entry?.Path);
        var (refused, fault) = Assert.Single(first.Refused);
        Assert.Equal((bad, KvcFaultKind.Unreadable), (refused.Path, fault.Kind));
        Assert.InRange(fault.Offset, offset - (1 << 20), offset);
        Assert.Equal([.. "before"u8, .. PayloadOf(good)], destination.ToArray());

        var second = Load(directory, Stream.Null);
        Assert.Equal((good, 0), (second.Entry?.Path, second.Refused.Count));
        Assert.Equal([good], directory.FindPrefixes("prompt, longer and more"u8, Samples.Session).Select(entry => entry.Path));
    }

    /// <summary>The bytes of the unreadable file are overwritten, whether or not they made the destination longer.</summary>
    [Theory]
    [InlineData("a position before the end")]
    [InlineData("a fixed length")]
    [InlineData("a file")]
    public void A_destination_starts_again_where_it_began(string kind)
    {
        var good = Write("prompt", PayloadBytes);
        var bad = Write("prompt, longer", PayloadBytes);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(bad, PayloadBytes - 4096);
        using Stream destination = kind switch
        {
            "a fixed length" => new MemoryStream(new byte[PayloadBytes + 100]),
            "a file" => File.Create(_scratch.File("destination")),
            _ => new MemoryStream(),
        };
        destination.Write("before and after"u8);
        destination.Position = 6;

        var result = Load(directory, destination);

        Assert.Equal(good, result.Entry?.Path);
        Assert.Equal(6 + PayloadBytes, destination.Position);
        destination.Position = 0;
        var written = new byte[6 + PayloadBytes];
        destination.ReadExactly(written);
        Assert.Equal([.. "before"u8, .. PayloadOf(good)], written);
        Assert.Equal(kind == "a fixed length" ? PayloadBytes + 100 : 6 + PayloadBytes, destination.Length);
    }

    [Fact]
    public void A_destination_that_cannot_seek_is_restarted()
    {
        var good = Write("prompt", PayloadBytes);
        var bad = Write("prompt, longer", PayloadBytes);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(bad, PayloadBytes - 4096);
        using var destination = new CollectingStream();

        var result = directory.Load(new LoadRequest { Prompt = "prompt, longer"u8.ToArray(), Session = Samples.Session, Destination = destination, Restart = destination.Clear });

        Assert.Equal((good, 1), (result.Entry?.Path, destination.Clears));
        Assert.Equal(PayloadOf(good), destination.Bytes);
    }

    [Fact]
    public void Without_a_restart_the_load_names_the_file_and_the_next_load_skips_it()
    {
        var good = Write("prompt", PayloadBytes);
        var bad = Write("prompt, longer", PayloadBytes);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(bad, PayloadBytes - 4096);
        using var destination = new CollectingStream();

        var error = Assert.Throws<KvcFormatException>(() => Load(directory, destination));

        Assert.Equal((bad, KvcFaultKind.Unreadable), (error.Path, error.Fault.Kind));
        Assert.Equal(destination.Bytes.Length, error.DeliveredBytes);
        destination.Clear();
        Assert.Equal(good, Load(directory, destination).Entry?.Path);
        Assert.Equal(PayloadOf(good), destination.Bytes);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("fields")]
    [InlineData("counts")]
    public void If_a_check_cannot_read_its_bytes_the_next_best_is_loaded(string part)
    {
        var options = Unlimited with { Checks = PayloadChecks.Dsv4 };
        using var directory = CacheDirectory.Open(_scratch.Path, options);
        var prompt = "prompt" + Convert.ToHexString(Noise(10_000, 5));
        var good = Samples.Store(directory, "prompt").Entry!;
        var bad = Samples.Store(directory, prompt, tokens: 600, seed: 1).Entry!;
        using var damage = _disk.Damage(bad.Path, OffsetOf(bad, part));

        var result = Samples.Load(directory, prompt);

        Assert.Equal(good.Key, result.Entry?.Key);
        Assert.Equal((bad.Key, KvcFaultKind.Unreadable), (result.Refused.Single().Entry.Key, result.Refused.Single().Fault.Kind));
        Assert.Equal(good.Key, Assert.Single(directory.FindPrefixes(Samples.Text(prompt), Samples.Session)).Key);
    }

    [Fact]
    public void A_tool_map_that_cannot_be_read_does_not_undo_the_load()
    {
        var path = Write("prompt", PayloadBytes, trailer: ToolMap.Format([new ToolMapEntry("call"u8.ToArray(), Noise(50_000, 7))]));
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(path, KvcHeader.Size + 6 + PayloadBytes + 30_000);
        using var destination = new MemoryStream();

        var result = directory.Load(new LoadRequest { Prompt = "prompt"u8.ToArray(), Session = Samples.Session, Destination = destination, Tools = new ToolMemory() });

        Assert.Equal(PayloadOf(path), destination.ToArray());
        Assert.Equal((0, KvcFaultKind.Unreadable), (result.Loaded!.ToolIds, result.Loaded.ToolMapFault!.Kind));
        Assert.Empty(result.Refused);
    }

    [Fact]
    public void A_store_replaces_a_file_whose_payload_cannot_be_read()
    {
        var path = Write("prompt", PayloadBytes);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(path, PayloadBytes - 4096);
        Assert.Null(Load(directory, Stream.Null).Entry);
        using var payload = new MemoryStream(Noise(10_000, 8));

        Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf("prompt", 1000, Samples.Session, payload)).Outcome);

        Assert.Equal(path, Load(directory, Stream.Null).Entry?.Path);
    }

    [Fact]
    public void An_import_replaces_a_file_whose_payload_cannot_be_read()
    {
        var path = Write("prompt", PayloadBytes);
        var whole = File.ReadAllBytes(path);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);
        using var damage = _disk.Damage(path, PayloadBytes - 4096);

        Assert.Equal(StoreOutcome.Stored, directory.Import(KvcKey.OfText("prompt"u8), new MemoryStream(whole)).Outcome);

        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_verification_says_where_the_disk_fails()
    {
        var path = Write("prompt", PayloadBytes);
        using var damage = _disk.Damage(path, PayloadBytes - 4096);

        var verification = KvcVerifier.Verify(path, new KvcVerifyOptions { Checks = PayloadChecks.None, ReadsPayload = true });

        var finding = Assert.Single(verification.Findings);
        Assert.Equal((KvcSeverity.Error, KvcFaultKind.Unreadable), (finding.Severity, finding.Fault.Kind));
        Assert.InRange(finding.Fault.Offset, PayloadBytes - 4096 - (1 << 20), PayloadBytes);
    }

    private static int FindAll(CacheDirectory directory, int files) => directory.FindPrefixes(Samples.Text(new string('p', files)), Samples.Session).Count;

    private static LoadResult Load(CacheDirectory directory, Stream destination) =>
        directory.Load(new LoadRequest { Prompt = "prompt, longer and more"u8.ToArray(), Session = Samples.Session, Destination = destination });

    private static byte[] Noise(int bytes, int seed)
    {
        var noise = new byte[bytes];
        new Random(seed).NextBytes(noise);
        for (var i = 0; i < bytes; i++)
        {
            // A NUL would end a block.
            noise[i] |= 1;
        }

        return noise;
    }

    private static byte[] PayloadOf(string path) => Noise(PayloadBytes, SeedOf(path));

    private static int SeedOf(string path) => Path.GetFileName(path).GetHashCode(StringComparison.Ordinal);

    private static long OffsetOf(KvcEntry entry, string part) => part switch
    {
        "text" => KvcHeader.Size + 10_000,
        "fields" => entry.Header.PayloadOffset,
        _ => entry.Header.PayloadOffset + DsvLayout.Flash.CountsOffset(entry.Header.Tokens),
    };

    private string Write(string text, int payloadBytes, byte[]? trailer = null)
    {
        var path = _scratch.File(KvcKey.OfText(Samples.Text(text)).FileName);
        var header = new byte[KvcHeader.Size];
        new KvcHeader
        {
            QuantBits = 2,
            PayloadAbi = KvcHeader.CurrentPayloadAbi,
            Tokens = 1000,
            ContextSize = 4096,
            Extensions = trailer is null ? KvcExtensions.None : KvcExtensions.ToolMap,
            TextBytes = (uint)text.Length,
            PayloadBytes = (ulong)payloadBytes,
        }.Format(header);
        File.WriteAllBytes(path, [.. header, .. Samples.Text(text), .. Noise(payloadBytes, SeedOf(path)), .. trailer ?? []]);
        return path;
    }
}

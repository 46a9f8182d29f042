using System.Text;

namespace KvCache.Tests;

/// <summary>A damaged file with a sound header. A store or an import of a whole file replaces it, and an import does not accept it.</summary>
public sealed class DamagedFilesTests : IDisposable
{
    private const string Text = "a text that is long enough\n\n<tool_calls>a</tool_calls>";
    private static readonly byte[] Block = Encoding.UTF8.GetBytes("\n\n<tool_calls>a</tool_calls>");

    private readonly ScratchDirectory _from = new();
    private readonly ScratchDirectory _to = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    /// <summary>The damaged part. The file is still as long as its header promises.</summary>
    public static TheoryData<string> Damages =>
    [
        "the text's first byte", "the text's last byte", "the payload's magic", "the payload's version", "a row count",
        "the tool map's magic", "the tool map's count", "an id's length", "a block's length", "the tool map without its last byte",
        "the tool map cut in an id", "the tool map cut in its head", "no tool map",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public void An_import_replaces_a_damaged_file(string damage)
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);
        File.WriteAllBytes(directory.PathOf(key), Damage(whole, damage));

        var result = directory.Import(key, new MemoryStream(whole));

        Assert.Equal((StoreOutcome.Stored, key), (result.Outcome, result.Entry!.Key));
        Assert.Equal(whole, File.ReadAllBytes(directory.PathOf(key)));
        Assert.Equal(StoreOutcome.Kept, directory.Import(key, new MemoryStream(whole)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_store_replaces_a_damaged_file(string damage)
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);
        File.WriteAllBytes(directory.PathOf(key), Damage(whole, damage));

        Assert.Equal(StoreOutcome.Stored, Samples.Store(directory, Text).Outcome);

        Assert.True(KvcVerifier.Verify(directory.PathOf(key)) is { IsSound: true, Findings: [] });
        Assert.NotNull(Samples.Load(directory, Text).Entry);
        Assert.Equal(StoreOutcome.Kept, Samples.Store(directory, Text).Outcome);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void An_import_refuses_a_damaged_file(string damage)
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);

        Assert.Throws<KvcFormatException>(() => directory.Import(key, new MemoryStream(Damage(whole, damage))));

        Assert.Empty(Directory.GetFiles(_to.Path));
        Assert.Equal(StoreOutcome.Stored, directory.Import(key, new MemoryStream(whole)).Outcome);
    }

    /// <summary>As in an archive that was cut inside its last member: at each byte of the tool map.</summary>
    [Fact]
    public void A_file_that_is_cut_anywhere_in_its_tool_map_is_refused()
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path, new CacheDirectoryOptions { Checks = PayloadChecks.None });
        var map = whole.Length - (int)DirectoryScan.Entries(_from.Path).Single().TrailerBytes;
        for (var length = map; length < whole.Length; length++)
        {
            var error = Assert.Throws<KvcFormatException>(() => directory.Import(key, new MemoryStream(whole, 0, length)));
            Assert.Equal(KvcFaultKind.ToolMap, error.Fault.Kind);
            Assert.InRange(error.Fault.Offset, map, length);
        }

        Assert.Empty(Directory.GetFiles(_to.Path));
    }

    [Fact]
    public void A_refused_import_does_not_change_the_existing_file()
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);
        var existing = Damage(whole, "the text's first byte");
        File.WriteAllBytes(directory.PathOf(key), existing);

        Assert.Throws<KvcFormatException>(() => directory.Import(key, new MemoryStream(Damage(whole, "no tool map"))));

        Assert.Equal(existing, File.ReadAllBytes(directory.PathOf(key)));
    }

    /// <summary>Another process replaces the damaged file while the new file is being written.</summary>
    [Fact]
    public void A_sound_file_that_appears_meanwhile_stays()
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);
        File.WriteAllBytes(directory.PathOf(key), Damage(whole, "the text's first byte"));
        using var payload = new CallbackPayload(SyntheticPayload.OpenRead(512, 4096, seed: 1), () => File.WriteAllBytes(directory.PathOf(key) + ".new", whole));

        // Renames the sound file over the damaged one, as a save of another process does.
        var renamed = false;
        using var racing = new CallbackPayload(payload, () =>
        {
            if (!renamed && File.Exists(directory.PathOf(key) + ".new"))
            {
                File.Move(directory.PathOf(key) + ".new", directory.PathOf(key), overwrite: true);
                renamed = true;
            }
        });
        var result = directory.Store(Samples.RequestOf(Text, 512, Samples.Session, racing));

        Assert.True(renamed);
        Assert.Equal(StoreOutcome.Kept, result.Outcome);
        Assert.Equal(whole, File.ReadAllBytes(directory.PathOf(key)));
    }

    [Fact]
    public void A_damaged_file_that_appears_meanwhile_is_replaced()
    {
        var (key, whole) = WholeFile();
        using var directory = CacheDirectory.Open(_to.Path);
        using var payload = new CallbackPayload(
            SyntheticPayload.OpenRead(512, 4096, seed: 1), () => File.WriteAllBytes(directory.PathOf(key), Damage(whole, "the text's first byte")));

        Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf(Text, 512, Samples.Session, payload)).Outcome);

        Assert.True(KvcVerifier.Verify(directory.PathOf(key)).IsSound);
        Assert.Single(Directory.GetFiles(_to.Path));
    }

    private static byte[] Damage(byte[] whole, string damage)
    {
        var bytes = whole.ToArray();
        Assert.True(KvcHeader.TryParse(bytes, out var header, out _));
        var payload = (int)header.PayloadOffset;
        var map = payload + (int)header.PayloadBytes;
        switch (damage)
        {
            case "the text's first byte":
                bytes[KvcHeader.Size] ^= 1;
                return bytes;
            case "the text's last byte":
                bytes[payload - 1] ^= 1;
                return bytes;
            case "the payload's magic":
                bytes[payload] ^= 1;
                return bytes;
            case "the payload's version":
                bytes[payload + 4] ^= 0x40;
                return bytes;
            case "a row count":
                bytes[payload + (int)DsvLayout.Flash.CountsOffset(header.Tokens) + 12] ^= 0x7F;
                return bytes;
            case "the tool map's magic":
                bytes[map] ^= 1;
                return bytes;
            case "the tool map's count":
                bytes[map + 4]++;
                return bytes;
            case "an id's length":
                bytes[map + 8] = 0;
                return bytes;
            case "a block's length":
                bytes[map + 15] = 0x7F;
                return bytes;
            case "the tool map without its last byte":
                return bytes[..^1];
            case "the tool map cut in an id":
                return bytes[..(map + 18)];
            case "the tool map cut in its head":
                return bytes[..(map + 5)];
            case "no tool map":
                return bytes[..map];
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "No such damage.");
        }
    }

    private (KvcKey Key, byte[] Bytes) WholeFile()
    {
        var tools = new ToolMemory();
        tools.Put(Encoding.UTF8.GetBytes("call_a"), Block);
        var entry = Samples.Store(CacheDirectory.Open(_from.Path), Text, tools: tools).Entry!;
        Assert.True(entry.TrailerBytes > 0);
        return (entry.Key, File.ReadAllBytes(entry.Path));
    }
}

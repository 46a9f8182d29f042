using IoPolicy;

namespace KvCache.Tests;

/// <summary>Scans of a directory: the order, the names, the failures and the cached pages.</summary>
public sealed class DirectoryScanTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Many_files_are_scanned_in_order_each_with_its_own_header()
    {
        const int Many = 9000;
        for (var i = 1; i <= Many; i++)
        {
            WriteSmall(i);
        }

        var scanned = DirectoryScan.Read(_scratch.Path).ToArray();

        Assert.Equal(DirectoryScan.Files(_scratch.Path).Select(file => file.Key), scanned.Select(file => file.Key));
        Assert.Equal(Enumerable.Range(1, Many).Select(number => (uint)number), scanned.Select(TokensOf).Order());
        Assert.All(scanned, file => Assert.Equal(KvcKey.OfText(BitConverter.GetBytes((int)TokensOf(file))), file.Key));
    }

    [Fact]
    public void A_scan_stops_when_the_caller_stops_enumerating()
    {
        WriteSmall(1);
        WriteSmall(2);

        Assert.Single(DirectoryScan.Read(_scratch.Path).Take(1));
    }

    [Fact]
    public void A_link_is_reported_as_faulty_and_is_no_entry()
    {
        WriteSmall(1);
        var name = KvcKey.OfText("link"u8).FileName;
        File.CreateSymbolicLink(_scratch.File(name), _scratch.File("nowhere"));

        var bad = Assert.Single(DirectoryScan.Read(_scratch.Path), file => !file.TryGetCheckpoint(out _, out _)).Faulty!;

        Assert.Equal((KvcFaultKind.File, _scratch.File(name)), (bad.Fault.Kind, bad.PathIn(_scratch.Path)));
        Assert.Single(DirectoryScan.Entries(_scratch.Path));
    }

    /// <summary>Names that are almost those of cache files. The scan parses the kernel's bytes, because names on Linux need not be UTF-8.</summary>
    [Theory]
    [InlineData("00112233445566778899aabbccddeeff00112233.kv", true, Label = "lower case")]
    [InlineData("00112233445566778899AABBCCDDEEFF00112233.kv", true, Label = "upper case")]
    [InlineData("00112233445566778899aAbBccddeeff00112233.kv", true, Label = "both cases")]
    [InlineData("00112233445566778899aabbccddeeff0011223g.kv", false, Label = "a letter after f")]
    [InlineData("00112233445566778899aabbccddeeff0011223`.kv", false, Label = "the character before 'a'")]
    [InlineData("00112233445566778899aabbccddeeff0011223:.kv", false, Label = "the character after '9'")]
    [InlineData("00112233445566778899aabbccddeeff0011223@.kv", false, Label = "the character before 'A'")]
    [InlineData("00112233445566778899aabbccddeeff00112233.KV", false, Label = "an extension in upper case")]
    [InlineData("00112233445566778899aabbccddeeff00112233.kvx", false, Label = "a longer extension")]
    [InlineData("0112233445566778899aabbccddeeff00112233.kv", false, Label = "39 digits")]
    [InlineData("00112233445566778899aabbccddeeff00112233.k\n", false, Label = "a line break in the extension")]
    [InlineData("00112233445566778899aabbccddeeff001122\u00e9.kv", false, Label = "a letter of two bytes instead of two digits")]
    public void Only_the_names_of_cache_files_are_scanned(string name, bool isOurs)
    {
        File.WriteAllText(_scratch.File(name), "");
        string[] expected = isOurs ? [name] : [];

        Assert.Equal(expected, DirectoryScan.Read(_scratch.Path).Select(file => file.FileName).ToArray());
        Assert.Equal(expected, DirectoryScan.Files(_scratch.Path).Select(file => Path.GetFileName(file.Path)).ToArray());
    }

    [Fact]
    public void Names_that_are_not_UTF_8_or_as_long_as_possible_are_skipped()
    {
        WriteSmall(1);
        Shell.Run("bash", "-c", "cd \"$0\" && : > $'\\xff\\xfe00112233445566778899aabbccddeeff001122.kv' && : > $(printf 'a%.0s' {1..252}).kv", _scratch.Path).OrThrow();

        var files = DirectoryScan.Read(_scratch.Path).ToArray();

        // .NET cannot remove a file whose name is not UTF-8.
        Shell.Run("bash", "-c", "rm \"$0\"/*", _scratch.Path).OrThrow();
        Assert.Single(files);
    }

    [Fact]
    public void A_path_that_is_no_directory_is_an_error_at_the_first_file()
    {
        File.WriteAllText(_scratch.File("file"), "");
        foreach (var path in (string[])[_scratch.File("missing"), _scratch.File("missing/none"), _scratch.File("file"), _scratch.File("file/none")])
        {
            var files = DirectoryScan.Read(path);
            Assert.ThrowsAny<IOException>(() => { _ = files.Any(); });
        }
    }

    /// <summary>The scan turns readahead off. The control shows that a read with readahead caches more than one page.</summary>
    [Fact]
    public void A_scan_caches_one_page_per_file()
    {
        PageCounts.Require();
        var files = Enumerable.Range(1, 100).Select(number => WriteLarge(number)).ToArray();
        Assert.Equal(0, files.Sum(Cached));

        Assert.Equal(files.Length, DirectoryScan.Read(_scratch.Path).Count());

        Assert.All(files, file => Assert.Equal(1, Cached(file)));

        using var control = File.OpenHandle(WriteLarge(101));
        _ = RandomAccess.Read(control, new byte[KvcHeader.Size], 0);
        Assert.True(PageCache.GetResidency(control).CachedPages > 1);
    }

    private static uint TokensOf(ScannedFile file) => file.TryGetCheckpoint(out var checkpoint, out _) ? checkpoint.Header.Tokens : 0;

    private void WriteSmall(int number) => Write(number, new byte[10]);

    private string WriteLarge(int number)
    {
        var path = Write(number, new byte[256 << 10]);
        using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
        _ = PageCache.WriteBackAndDrop(file);
        return path;
    }

    private string Write(int number, byte[] payload)
    {
        var header = new byte[KvcHeader.Size];
        new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = (uint)number, ContextSize = 4096, PayloadBytes = (ulong)payload.Length }.Format(header);
        var path = _scratch.File(KvcKey.OfText(BitConverter.GetBytes(number)).FileName);
        File.WriteAllBytes(path, [.. header, .. payload]);
        return path;
    }

    private static long Cached(string path) => PageCache.GetResidency(path).CachedPages!.Value;
}

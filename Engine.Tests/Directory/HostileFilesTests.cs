namespace KvCache.Tests;

/// <summary>Links, pipes and files with false lengths, which another user has put into the directory.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static string Name => KvcKey.OfText("text"u8).FileName;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_link_is_never_followed()
    {
        using var elsewhere = new ScratchDirectory();
        var target = Samples.Store(CacheDirectory.Open(elsewhere.Path), "text").Entry!;
        var before = File.ReadAllBytes(target.Path);
        var link = _scratch.File(Name);
        File.CreateSymbolicLink(link, target.Path);
        var directory = CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 1 });

        Assert.Empty(directory.Entries());
        Assert.Null(Samples.Load(directory, "text").Loaded);
        Assert.False(directory.Touch(target with { Path = link }));
        Assert.Equal(before, File.ReadAllBytes(target.Path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_store_replaces_a_link_and_not_its_target()
    {
        using var elsewhere = new ScratchDirectory();
        var target = elsewhere.File("target");
        File.WriteAllText(target, "keep me");
        File.CreateSymbolicLink(_scratch.File(Name), target);

        Assert.Equal(StoreOutcome.Stored, Samples.Store(CacheDirectory.Open(_scratch.Path), "text").Outcome);

        Assert.Equal("keep me", File.ReadAllText(target));
        Assert.Null(new FileInfo(_scratch.File(Name)).LinkTarget);
    }

    [Fact]
    public void A_pipe_and_a_directory_with_a_cache_files_name_are_skipped()
    {
        Shell.Run("mkfifo", _scratch.File(Name)).OrThrow();
        Directory.CreateDirectory(_scratch.File(KvcKey.OfText("directory"u8).FileName));

        Assert.Empty(CacheDirectory.Open(_scratch.Path).Entries());
        Assert.Equal(2, DirectoryScan.Files(_scratch.Path).Count());
    }

    [Fact]
    public void A_directory_and_its_files_are_for_the_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var path = _scratch.File("new");

        var entry = Samples.Store(CacheDirectory.Open(path), "text").Entry!;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(entry.Path));
    }

    [Theory]
    [InlineData(uint.MaxValue, 0, Label = "the longest text")]
    [InlineData(uint.MaxValue, ulong.MaxValue, Label = "the longest text and payload")]
    [InlineData(0, ulong.MaxValue, Label = "the longest payload")]
    [InlineData(16, ulong.MaxValue - KvcHeader.Size, Label = "a sum of more than 64 bits")]
    public void A_header_that_promises_more_than_the_file_has_costs_no_memory(uint textBytes, ulong payloadBytes)
    {
        var path = Raw(new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, TextBytes = textBytes, PayloadBytes = payloadBytes }, KvcHeader.Size + 100);
        using var file = File.OpenRead(path);

        var allocated = AllocatedBy(() =>
        {
            Assert.Empty(DirectoryScan.Entries(_scratch.Path));
            var error = Assert.Throws<KvcFormatException>(() => KvcReader.Load(file, new KvcLoad { Path = path, Prompt = new byte[16] }));
            Assert.Equal(KvcFaultKind.Length, error.Fault.Kind);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        });

        Assert.InRange(allocated, 0, 200_000);
    }

    [Fact]
    public void A_sparse_file_that_really_is_as_long_as_it_says_costs_no_memory()
    {
        // The text and the payload, each a byte less than 4 GiB, are holes.
        const long LongestText = uint.MaxValue;
        var path = Raw(
            new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, TextBytes = uint.MaxValue, PayloadBytes = LongestText, Extensions = KvcExtensions.ToolMap },
            KvcHeader.Size + (2 * LongestText));
        using var file = File.OpenRead(path);

        var allocated = AllocatedBy(() =>
        {
            Assert.Single(DirectoryScan.Entries(_scratch.Path));
            var longer = Assert.Throws<KvcFormatException>(() => KvcReader.Load(file, new KvcLoad { Path = path, Prompt = new byte[16] }));
            Assert.Equal(KvcFaultKind.Text, longer.Fault.Kind);
            var payload = Assert.Throws<KvcFormatException>(() => KvcReader.Load(file, new KvcLoad { Path = path }));
            Assert.Equal((KvcFaultKind.Payload, KvcHeader.Size + LongestText), (payload.Fault.Kind, payload.Fault.Offset));
        });

        Assert.InRange(allocated, 0, 200_000);
    }

    [Fact]
    public void A_tool_map_whose_block_is_a_hole_needs_little_memory()
    {
        var path = Fixture.Sparse(_scratch.File("map"), [.. "KTM"u8, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x20, (byte)'a'], 17 + (512L << 20));
        using var file = File.OpenRead(path);
        var memory = new ToolMemory();

        var allocated = AllocatedBy(() => Assert.Equal(1, ToolMap.Read(file, file.Length, memory)));

        Assert.Empty(memory.NewestFirst);
        Assert.InRange(allocated, 0, 400_000);
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private string Raw(KvcHeader header, long length)
    {
        var bytes = new byte[KvcHeader.Size];
        header.Format(bytes);
        return Fixture.Sparse(_scratch.File(Name), bytes, length);
    }
}

using System.IO.Compression;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Makes the calls that generated code makes for <see cref="DropPagesAfterFullReadAttribute"/>, and counts the cached pages.</summary>
public sealed class ReadPolicyTests : IDisposable
{
    private const int Bytes = (3 << 20) + 100;

    private static readonly PagePolicy Policy = new(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests));
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests)) { WindowBytes = 1 << 18 };
    private static readonly PagePolicy AccessedRange = new(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests)) { AccessedRangeOnly = true };

    private readonly ScratchDirectory _directory = new();
    private readonly SampleFile _sample;

    public ReadPolicyTests() => _sample = SampleFile.Create(_directory.File("sample"), Bytes, block: 64 << 10);

    /// <summary>Only whole pages are dropped, so the range begins at the start of the page of the first byte.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4095)]
    public void The_page_in_which_an_accessed_range_begins_is_dropped(int start)
    {
        using var directory = new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), 1 << 20, block: 4096);
        using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        file.Position = start;
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests)) { AccessedRangeOnly = true };
        PolicyRunner.Run(policy, file, f => f.ReadExactly(new byte[128 << 10]));
        Assert.Equal(0, PageCache.GetResidency(sample.Path, 0, 4096).CachedPages);
        Assert.Equal(sample.Pages - 32, sample.CachedPages);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_policy_a_full_read_leaves_all_pages()
    {
        using var file = _sample.OpenRead();
        file.CopyTo(Stream.Null);
        _sample.AssertStays();
    }

    [Fact]
    public void A_full_read_leaves_no_page()
    {
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_windowed_full_read_leaves_no_page_and_reads_the_same_bytes()
    {
        using var file = _sample.OpenRead();
        var read = new MemoryStream();
        PolicyRunner.Run(Windowed, file, f => f.CopyTo(read));
        Assert.Equal(File.ReadAllBytes(_sample.Path), read.ToArray());
        _sample.MakeCold();
        file.Position = 0;
        PolicyRunner.Run(Windowed, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public async Task An_asynchronous_full_read_leaves_no_page()
    {
        await using var file = _sample.OpenRead(async: true);
        await PolicyRunner.RunAsync(Policy, file, f => f.CopyToAsync(Stream.Null));
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public async Task An_asynchronous_windowed_full_read_leaves_no_page()
    {
        await using var file = _sample.OpenRead(async: true);
        await PolicyRunner.RunAsync(Windowed, file, f => f.CopyToAsync(Stream.Null));
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_load_that_is_rejected_after_its_header_keeps_the_pages()
    {
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => f.ReadExactly(new byte[48]));
        _sample.AssertStays();
        file.Position = 0;
        PolicyRunner.Run(Windowed, file, f => f.ReadExactly(new byte[48]));
        _sample.AssertStays();
    }

    [Fact]
    public void A_short_file_that_was_read_to_its_end_is_dropped()
    {
        var sample = SampleFile.Create(_directory.File("short"), 5_000);
        using var file = sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => f.ReadExactly(new byte[5_000]));
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_body_that_reads_all_and_rewinds_leaves_no_page()
    {
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f =>
        {
            f.CopyTo(Stream.Null);
            f.Position = 0;
        });
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_body_that_reads_by_offset_leaves_no_page()
    {
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => RandomAccess.Read(f.SafeFileHandle, new byte[Bytes], 0));
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_body_that_throws_after_the_payload_leaves_no_page()
    {
        using var file = _sample.OpenRead();
        var thrown = Assert.Throws<InvalidDataException>(() => PolicyRunner.Run(Policy, file, f =>
        {
            f.CopyTo(Stream.Null);
            throw new InvalidDataException("bad checksum");
        }));
        Assert.Equal("bad checksum", thrown.Message);
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_body_that_throws_before_it_reads_keeps_the_pages()
    {
        using var file = _sample.OpenRead();
        _ = Assert.Throws<InvalidDataException>(() => PolicyRunner.Run(Policy, file, _ => throw new InvalidDataException()));
        _sample.AssertStays();
    }

    [Fact]
    public void With_AccessedRangeOnly_only_the_accessed_range_is_dropped()
    {
        using var file = _sample.OpenRead(bufferSize: 0);
        file.Position = 1 << 20;
        PolicyRunner.Run(AccessedRange, file, f => f.ReadExactly(new byte[1 << 20]));
        Assert.Equal(_sample.Pages - 256, _sample.CachedPages);
        Assert.Equal(0, PageCache.GetResidency(_sample.Path, 1 << 20, 1 << 20).CachedPages);
    }

    [Fact]
    public void An_accessed_range_that_reaches_the_end_includes_the_last_page()
    {
        using var file = _sample.OpenRead(bufferSize: 0);
        file.Position = 2 << 20;
        PolicyRunner.Run(AccessedRange, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(512, _sample.CachedPages);
    }

    [Fact]
    public void An_accessed_range_with_windows_drops_no_page_before_the_range()
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests)) { AccessedRangeOnly = true, WindowBytes = 1 << 18 };
        using var file = _sample.OpenRead(bufferSize: 0);
        file.Position = 1 << 20;
        PolicyRunner.Run(policy, file, f => f.ReadExactly(new byte[1 << 20]));
        Assert.Equal(256, PageCache.GetResidency(_sample.Path, 0, 1 << 20).CachedPages);
        Assert.Equal(_sample.Pages - 256, _sample.CachedPages);
    }

    [Fact]
    public void A_handle_is_dropped()
    {
        using var file = _sample.OpenHandle();
        Policy.Enter(file, out var scope);
        _ = RandomAccess.Read(file, new byte[Bytes], 0);
        scope.Complete();
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_path_is_dropped()
    {
        Policy.Enter(_sample.Path, out var scope);
        _ = File.ReadAllBytes(_sample.Path);
        scope.Complete();
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_load_by_handle_or_path_that_stops_after_the_header_keeps_the_header()
    {
        _sample.MakeCold();
        using var file = _sample.OpenHandle();
        Policy.Enter(file, out var byHandle);
        _ = RandomAccess.Read(file, new byte[48], 0);
        var header = _sample.CachedPages;
        Assert.InRange(header, 1, 16);
        byHandle.Complete();
        Assert.Equal(header, _sample.CachedPages);

        Policy.Enter(_sample.Path, out var byPath);
        byPath.Complete();
        Assert.Equal(header, _sample.CachedPages);
    }

    [Fact]
    public void A_short_file_that_was_read_by_handle_or_path_is_dropped()
    {
        var sample = SampleFile.Create(_directory.File("short"), 60_000);
        Policy.Enter(sample.Path, out var byPath);
        byPath.Complete();
        Assert.Equal(0, sample.CachedPages);

        sample.MakeResident();
        using var file = sample.OpenHandle();
        Policy.Enter(file, out var byHandle);
        byHandle.Complete();
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_reader_over_a_buffer_over_a_file_is_dropped()
    {
        using var reader = new BinaryReader(new BufferedStream(_sample.OpenRead(bufferSize: 0), 1 << 16));
        Policy.Enter(reader, out var scope);
        _ = reader.ReadBytes(Bytes);
        scope.Complete();
        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_header_read_through_a_large_buffer_keeps_the_pages()
    {
        using var buffer = new BufferedStream(_sample.OpenRead(bufferSize: 0), 1 << 20);
        PolicyRunner.Run(Policy, buffer, b => b.ReadExactly(new byte[48]));
        _sample.AssertStays();
    }

    [Fact]
    public void The_file_under_a_decompressor_is_dropped_in_windows_too()
    {
        var path = _directory.File("zipped");
        using (var file = File.Create(path))
        {
            using (var zip = new GZipStream(file, CompressionLevel.NoCompression, leaveOpen: true))
            {
                zip.Write(File.ReadAllBytes(_sample.Path));
            }

            file.Flush(flushToDisk: true); // A read policy writes nothing back, and dirty pages would stay.
        }

        using var unzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        PolicyRunner.Run(Windowed, unzip, s => s.CopyTo(Stream.Null));
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public void A_returned_file_is_dropped_when_the_caller_disposes_of_it()
    {
        using (var file = Policy.Follow(_sample.OpenRead()))
        {
            file.CopyTo(Stream.Null);
        }

        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public void A_followed_file_that_was_also_written_leaves_no_page()
    {
        using (var file = Policy.Follow(new FileStream(_sample.Path, FileMode.Open, FileAccess.ReadWrite)))
        {
            file.Write(new byte[(int)_sample.Bytes]);
        }

        Assert.Equal(0, _sample.CachedPages);
    }
}

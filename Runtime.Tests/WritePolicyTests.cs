using System.IO.Compression;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// Makes the calls that generated code makes for <see cref="DropPagesAfterFullWriteAttribute"/>, and counts the cached pages. The tests
/// themselves never call fsync.
/// </summary>
public sealed class WritePolicyTests : IDisposable
{
    private const int Bytes = (3 << 20) + 100;

    private static readonly PagePolicy Policy = new(PolicyKind.DropAfterFullWrite, nameof(WritePolicyTests));
    private static readonly PagePolicy Durable = new(PolicyKind.DropAfterFullWrite, nameof(WritePolicyTests)) { Durable = true };
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullWrite, nameof(WritePolicyTests)) { WindowBytes = 1 << 20 };

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string> Policies => ["plain", "durable", "windowed"];

    private string Fresh => _directory.File("fresh");

    private long? Cached => PageCache.GetResidency(Fresh).CachedPages;

    public void Dispose() => _directory.Dispose();

    private static PagePolicy Named(string policy) => policy switch
    {
        "plain" => Policy,
        "durable" => Durable,
        _ => Windowed,
    };

    [Fact]
    public void Without_a_policy_a_fresh_write_leaves_all_pages()
    {
        using var file = File.Create(Fresh);
        file.Write(new byte[Bytes]);
        file.Flush();
        Assert.Equal((Bytes + 4095) / 4096, Cached);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_fresh_write_leaves_no_page(string policy)
    {
        using var file = File.Create(Fresh);
        PolicyRunner.Run(Named(policy), file, f => f.Write(new byte[Bytes]));
        Assert.Equal(0, Cached);
        Assert.Equal(Bytes, file.Position);
        Assert.Equal(Bytes, new FileInfo(Fresh).Length);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task An_asynchronous_fresh_write_leaves_no_page(string policy)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
        await PolicyRunner.RunAsync(Named(policy), file, f => f.WriteAsync(new byte[Bytes]).AsTask());
        Assert.Equal(0, Cached);
        Assert.Equal(Bytes, new FileInfo(Fresh).Length);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Bytes_that_are_still_in_managed_buffers_are_flushed_first(string policy)
    {
        using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        using var buffer = new BufferedStream(file, 1 << 16);
        PolicyRunner.Run(Named(policy), buffer, f =>
        {
            f.Write(new byte[Bytes]);
            f.Write(new byte[5_000]);
        });
        Assert.Equal(0, Cached);
        Assert.Equal(Bytes + 5_000, new FileInfo(Fresh).Length);
    }

    [Fact]
    public void The_buffer_of_a_writer_is_flushed_before_the_drop()
    {
        using var writer = new BinaryWriter(new BufferedStream(File.Create(Fresh)));
        Policy.Enter(writer, out var scope);
        writer.Write(new byte[Bytes]);
        writer.Write(7L);
        scope.Complete();
        Assert.Equal(0, Cached);
        Assert.Equal(Bytes + 8, new FileInfo(Fresh).Length);
    }

    /// <summary>The encoder of the writer holds the first half of the pair until the second half is written.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_surrogate_pair_that_two_calls_write_stays_whole(bool isBuffered, bool asynchronous)
    {
        string[] halves = [new string('a', Bytes) + '\uD83D', '\uDE00' + new string('b', Bytes)];
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await using var buffer = new BufferedStream(file);
        await using var writer = new StreamWriter(isBuffered ? buffer : file);
        foreach (var half in halves)
        {
            Policy.Enter(writer, out var scope);
            await writer.WriteAsync(half);
            await scope.Complete(asynchronous);
            Assert.Equal(0, Cached);
            Assert.False(writer.AutoFlush);
        }

        using var reader = new StreamReader(new FileStream(Fresh, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal(string.Concat(halves), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_compressor_writes_the_same_bytes_with_and_without_a_policy()
    {
        static byte[] Compress(Action<GZipStream> write)
        {
            var path = Path.Combine(AppContext.BaseDirectory, Guid.NewGuid().ToString("N"));
            try
            {
                using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
                {
                    write(zip);
                    zip.Write("trailer"u8);
                }

                return File.ReadAllBytes(path);
            }
            finally
            {
                File.Delete(path);
            }
        }

        var payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        var plain = Compress(zip => zip.Write(payload));
        Assert.Equal(plain, Compress(zip => PolicyRunner.Run(Policy, zip, z => z.Write(payload))));
        Assert.Equal(plain, Compress(zip => PolicyRunner.Run(Windowed, zip, z => z.Write(payload))));
        Assert.Equal(plain, Compress(zip =>
        {
            var writer = new BinaryWriter(zip); // Not disposed of, because that would flush or close the compressor.
            Policy.Enter(writer, out var scope);
            writer.Write(payload);
            scope.Complete();
        }));
    }

    [Fact]
    public void A_path_is_written_back_and_dropped()
    {
        Policy.Enter(Fresh, out var scope);
        File.WriteAllBytes(Fresh, new byte[Bytes]);
        scope.Complete();
        Assert.Equal(0, Cached);
    }

    [Fact]
    public async Task A_handle_is_written_back_and_dropped()
    {
        using var file = File.OpenHandle(Fresh, FileMode.Create, FileAccess.Write);
        Policy.Enter(file, out var scope);
        await RandomAccess.WriteAsync(file, new byte[Bytes], 0, TestContext.Current.CancellationToken);
        await scope.CompleteAsync();
        Assert.Equal(0, Cached);
    }

    [Fact]
    public void A_body_that_writes_by_offset_leaves_no_page()
    {
        using var file = File.Create(Fresh);
        PolicyRunner.Run(Policy, file, f => RandomAccess.Write(f.SafeFileHandle, new byte[Bytes], 0));
        Assert.Equal(0, Cached);
    }

    [Fact]
    public void A_body_that_throws_leaves_no_page_and_its_exception_reaches_the_caller()
    {
        using var file = File.Create(Fresh);
        var thrown = Assert.Throws<InvalidDataException>(() => PolicyRunner.Run(Policy, file, f =>
        {
            f.Write(new byte[Bytes]);
            throw new InvalidDataException("too long");
        }));
        Assert.Equal("too long", thrown.Message);
        Assert.Equal(0, Cached);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_header_that_is_rewritten_in_place_keeps_the_pages_of_the_payload(string policy)
    {
        var sample = SampleFile.Create(Fresh, Bytes);
        using var file = new FileStream(Fresh, FileMode.Open, FileAccess.Write);
        PolicyRunner.Run(Named(policy), file, f => f.Write(new byte[48]));
        sample.AssertStays();
    }

    [Fact]
    public void A_body_that_closes_the_file_it_was_given_drops_its_pages_first()
    {
        var file = File.Create(Fresh);
        PolicyRunner.Run(Windowed, file, f =>
        {
            using (f)
            {
                f.Write(new byte[Bytes]);
            }
        });
        Assert.False(file.CanWrite);
        Assert.Equal(0, Cached);
    }

    [Fact]
    public async Task A_body_that_closes_its_file_asynchronously_drops_its_pages_first()
    {
        var file = File.Create(Fresh);
        await PolicyRunner.RunAsync(Windowed, file, async f =>
        {
            await using (f)
            {
                await f.WriteAsync(new byte[Bytes]);
            }
        });
        Assert.False(file.CanWrite);
        Assert.Equal(0, Cached);
    }
}

using IoPolicy.CompilerServices;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>Policies for unusual files: longer than 4 GiB, sparse, empty, or growing or shrinking meanwhile.</summary>
public sealed class FileShapeTests : IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 8 << 20;
    private const long Beyond = (4L << 30) + (512 << 20);

    private readonly ScratchDirectory _directory = new();

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(Window, false)]
    [InlineData(Window, true)]
    public void Bytes_beyond_four_gibibytes_are_written_back_and_dropped(int window, bool accessedRangeOnly)
    {
        using var file = new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite);
        file.Position = Beyond;
        long peak = 0;
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(FileShapeTests)) { WindowBytes = window, AccessedRangeOnly = accessedRangeOnly }, file, f =>
        {
            for (var done = 0; done < Bytes; done += 1 << 16)
            {
                f.Write(new byte[1 << 16]);
                peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
            }
        });
        Assert.Equal(Beyond + Bytes, file.Length);
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
        Assert.Equal(window == 0, peak > 4 * Window / 4096);
    }

    [Fact]
    public void A_range_beyond_four_gibibytes_is_dropped_and_nothing_else()
    {
        using var handle = File.OpenHandle(Fresh, FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(handle, new byte[Window], Beyond - (4L << 30));
        RandomAccess.Write(handle, new byte[Window], Beyond);
        RandomAccess.FlushToDisk(handle);
        Assert.Equal(2 * Window / 4096, PageCache.GetResidency(handle).CachedPages);
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(handle, Beyond, Window).Status);
        Assert.Equal(0, PageCache.GetResidency(handle, Beyond, Window).CachedPages);
        Assert.Equal(Window / 4096, PageCache.GetResidency(handle).CachedPages);
    }

    [Fact]
    public void Reads_and_writes_by_offset_beyond_four_gibibytes_are_dropped()
    {
        using var handle = File.OpenHandle(Fresh, FileMode.Create, FileAccess.ReadWrite);
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var (payload, read) = (new byte[Bytes], new byte[Bytes]);
        new Random(1).NextBytes(payload);
        file.Write([payload.AsMemory(0, 100), payload.AsMemory(100)], Beyond);
        Assert.InRange(PageCache.GetResidency(handle).CachedPages!.Value, 0, 4 * Window / 4096);
        Assert.Equal(Bytes, file.Read([read.AsMemory(0, Bytes - 7), read.AsMemory(Bytes - 7)], Beyond));
        Assert.True(payload.AsSpan().SequenceEqual(read));
        file.Complete();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void The_holes_of_a_sparse_file_are_dropped_as_well(int window)
    {
        using (var handle = File.OpenHandle(Fresh, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(handle, Bytes);
            RandomAccess.Write(handle, new byte[100], Bytes / 2);
            RandomAccess.FlushToDisk(handle);
        }

        using var file = File.OpenRead(Fresh);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileShapeTests)) { WindowBytes = window }, file, f =>
        {
            f.CopyTo(Stream.Null);
            Assert.Equal(window == 0, PageCache.GetResidency(file.SafeFileHandle).CachedPages == Bytes / 4096);
        });
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, 0)]
    [InlineData(PolicyKind.DropAfterFullRead, Window)]
    [InlineData(PolicyKind.DropAfterFullWrite, 0)]
    [InlineData(PolicyKind.DropAfterFullWrite, Window)]
    [InlineData(PolicyKind.HeaderOnly, 0)]
    public async Task A_policy_for_an_empty_file_throws_nothing(PolicyKind kind, int window)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite);
        var policy = new PagePolicy(kind, nameof(FileShapeTests)) { WindowBytes = window };
        PolicyRunner.Run(policy, file, f => f.CopyTo(Stream.Null));
        await PolicyRunner.RunAsync(policy, file, f => f.CopyToAsync(Stream.Null));
        policy.Entered(file.SafeFileHandle).Complete();
        policy.Entered(Fresh).Complete();
        using var byOffset = new DropBehindFile(file.SafeFileHandle, new() { LeaveOpen = true });
        Assert.Equal(0, byOffset.Read(new byte[10], 0));
        byOffset.Complete();
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void A_file_that_grows_meanwhile_is_read_to_its_new_end_and_dropped(int window)
    {
        var sample = SampleFile.Create(Fresh, Bytes);
        using var other = File.OpenHandle(Fresh, access: FileAccess.Write, share: FileShare.ReadWrite);
        using var file = sample.OpenRead(bufferSize: 0);
        long read = 0;
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileShapeTests)) { WindowBytes = window }, file, f =>
        {
            var block = new byte[1 << 16];
            for (int count; (count = f.Read(block)) > 0; read += count)
            {
                Grow(other, read);
            }
        });
        Assert.Equal(2 * Bytes, read);
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void A_file_that_another_writer_truncates_meanwhile_throws_nothing(int window)
    {
        var sample = SampleFile.Create(Fresh, Bytes);
        using var other = File.OpenHandle(Fresh, access: FileAccess.Write, share: FileShare.ReadWrite);
        using var file = sample.OpenRead(bufferSize: 0);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileShapeTests)) { WindowBytes = window }, file, f =>
        {
            f.ReadExactly(new byte[Bytes / 2]);
            RandomAccess.SetLength(other, Window); // A multiple of the page size. In a cut page, the kernel would write zeros, which makes the page dirty.
            Assert.Equal(0, f.Read(new byte[100]));
        });
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    private static void Grow(SafeFileHandle file, long read)
    {
        var length = RandomAccess.GetLength(file);
        if (length < 2 * Bytes && read < Bytes)
        {
            RandomAccess.Write(file, new byte[Math.Min(1 << 17, (2 * Bytes) - length)], length);
            RandomAccess.FlushToDisk(file);
        }
    }
}

using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The window limits the cached bytes of a save, for each size of a window and each way to write.</summary>
public abstract class WindowTests(MountPoint mount)
{
    private const int Bytes = 24 << 20;

    /// <summary>A size that does not divide a step, so that some blocks cross the end of a step.</summary>
    private const int Block = 100_000;

    private static readonly int[] Windows = [64 << 10, 100_000, 1 << 20, DropBehindStream.DefaultWindowBytes];

    private static readonly string[] Ways = ["policy", "stream", "file stream", "file", "buffered"];

    public static IEnumerable<TheoryDataRow<string, int, bool>> Cases =>
        from way in Ways
        from window in Windows
        from asynchronous in (bool[])[false, true]
        select new TheoryDataRow<string, int, bool>(way, window, asynchronous);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_more_than_the_window_is_cached(string way, int window, bool asynchronous)
    {
        using var directory = mount.CreateDirectory();
        var path = directory.File("fresh");
        var peak = await Save(way, window, asynchronous, path);

        // A small window has steps of 64 KiB: one is filled, and one is written back. An asynchronous drop can leave a third step until the
        // next drop, because btrfs ends a write-back on another thread and keeps the pages until then. A block may cross the end of a step.
        var bound = Math.Max(window, asynchronous ? 192 << 10 : 128 << 10) + Block;
        Assert.InRange(peak, 1, (bound / 4096) + 1);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public async Task Without_a_window_the_whole_file_is_cached()
    {
        using var directory = mount.CreateDirectory();
        Assert.Equal(Bytes / 4096, await Save("policy", DropPagesAttribute.NoWindow, asynchronous: false, directory.File("fresh")));
    }

    /// <summary>The cached bytes are also limited if the offsets jump, even if the jumps begin when the window is full.</summary>
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(8 << 20)]
    public void Jumps_after_a_full_window_keep_the_peak_bounded(int window)
    {
        using var directory = mount.CreateDirectory();
        using var file = File.OpenHandle(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(file, new byte[Bytes], 0);
        Assert.Equal(AdviceStatus.Issued, PageCache.WriteBackAndDrop(file).Status);
        using var dropping = new DropBehindFile(file, new() { WindowBytes = window, LeaveOpen = true });
        var block = new byte[64 << 10];
        long peak = 0;
        for (var round = 0; round < 3; round++)
        {
            for (long offset = 0; offset < Bytes / 2; offset += block.Length)
            {
                dropping.Write(block, offset);
                Measure();
            }

            // From the end backwards: each write is a jump.
            for (long offset = Bytes - block.Length; offset >= Bytes / 2; offset -= block.Length)
            {
                dropping.Write(block, offset);
                Measure();
            }
        }

        Assert.InRange(peak, window / 4096 / 4, window / 4096);
        dropping.Complete();
        Assert.Equal(0, PageCache.GetResidency(file).CachedPages);

        void Measure() => peak = Math.Max(peak, PageCache.GetResidency(file).CachedPages!.Value);
    }

    private static async Task<long> Save(string way, int window, bool asynchronous, string path)
    {
        var bufferSize = way == "buffered" ? 4096 : 0;
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize, asynchronous);
        var options = new DropBehindOptions { WindowBytes = Math.Max(window, DropBehindStream.MinimumWindowBytes), LeaveOpen = true };
        switch (way)
        {
            case "policy" or "buffered":
                var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(WindowTests)) { WindowBytes = window };
                policy.Enter(file, out var scope);
                var written = await Write(scope.DropBehind(file)!, file, asynchronous);
                await (asynchronous ? scope.CompleteAsync() : Task.Run(scope.Complete));
                return written;
            case "file":
                await using (var dropping = new DropBehindFile(file.SafeFileHandle, options))
                {
                    return await Write(dropping, asynchronous);
                }

            default:
                await using (var stream = way == "stream" ? new DropBehindStream(file, options) : (Stream)file.DropBehind(options))
                {
                    return await Write(stream, file, asynchronous);
                }
        }
    }

    private static async Task<long> Write(Stream stream, FileStream file, bool asynchronous)
    {
        var block = new byte[Block];
        long peak = 0;
        for (var left = Bytes; left > 0; left -= Block)
        {
            var piece = block.AsMemory(0, Math.Min(Block, left));
            if (asynchronous)
            {
                await stream.WriteAsync(piece);
            }
            else
            {
                stream.Write(piece.Span);
            }

            peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
        }

        return peak;
    }

    private static async Task<long> Write(DropBehindFile file, bool asynchronous)
    {
        var block = new byte[Block];
        long peak = 0;
        for (var offset = 0; offset < Bytes; offset += Block)
        {
            var piece = block.AsMemory(0, Math.Min(Block, Bytes - offset));
            if (asynchronous)
            {
                await file.WriteAsync(piece, offset);
            }
            else
            {
                file.Write(piece.Span, offset);
            }

            peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
        }

        return peak;
    }
}

public sealed class Ext4WindowTests(Ext4Mount mount) : WindowTests(mount), IClassFixture<Ext4Mount>;

public sealed class XfsWindowTests(XfsMount mount) : WindowTests(mount), IClassFixture<XfsMount>;

public sealed class BtrfsWindowTests(BtrfsMount mount) : WindowTests(mount), IClassFixture<BtrfsMount>;

public sealed class OverlayWindowTests(OverlayMount mount) : WindowTests(mount), IClassFixture<OverlayMount>;

using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The effect of policies and of advice on one file system, which the derived class chooses.</summary>
public abstract class FileSystemTests(MountPoint mount)
{
    protected const int Bytes = 64 << 20;

    private const int Window = 4 << 20;

    protected MountPoint Mount => mount;

    /// <summary>Whether a copy within the file system is a clone, which shares the blocks and moves no data.</summary>
    protected virtual bool Clones => false;

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(Window, false)]
    public void A_fresh_write_leaves_no_page(int window, bool durable)
    {
        using var directory = mount.CreateDirectory();
        using var file = File.Create(directory.File("fresh"));
        PolicyRunner.Run(Write(window, durable), file, f => f.Write(new byte[Bytes]));
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Fact]
    public void Without_a_policy_a_fresh_write_leaves_all_pages()
    {
        using var directory = mount.CreateDirectory();
        using var file = File.Create(directory.File("fresh"));
        file.Write(new byte[Bytes]);
        Assert.Equal(Bytes / 4096, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Fact]
    public void A_windowed_write_has_a_bounded_peak()
    {
        using var directory = mount.CreateDirectory();
        using var file = new FileStream(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        long peak = 0;
        PolicyRunner.Run(Write(Window), file, f =>
        {
            var block = new byte[1 << 20];
            for (var done = 0; done < Bytes; done += block.Length)
            {
                f.Write(block);
                peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
            }
        });
        Assert.InRange(peak, 1, Window / 4096);
    }

    [Fact]
    public async Task An_asynchronous_fresh_write_leaves_no_page()
    {
        using var directory = mount.CreateDirectory();
        await using var file = new FileStream(directory.File("fresh"), FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
        await PolicyRunner.RunAsync(Write(Window), file, f => f.WriteAsync(new byte[Bytes]).AsTask());
        Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Window)]
    public void A_full_read_leaves_no_page(int window)
    {
        using var directory = mount.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes);
        using var file = sample.OpenRead();
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileSystemTests)) { WindowBytes = window };
        PolicyRunner.Run(policy, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_header_scan_of_an_uncached_file_reads_one_page()
    {
        using var directory = mount.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), 1 << 20);
        sample.MakeCold();
        using var file = sample.OpenRead();
        PolicyRunner.Run(new PagePolicy(PolicyKind.HeaderOnly, nameof(FileSystemTests)), file, f => f.ReadExactly(new byte[52]));
        Assert.Equal(1, sample.CachedPages);
    }

    [Fact]
    public void A_range_that_cuts_a_large_folio_drops_nothing_outside_the_range()
    {
        const int Folio = 2 << 20;
        const int Page = 4096;
        using var directory = mount.CreateDirectory();
        using var file = File.OpenHandle(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(file, new byte[4 * Folio], 0);
        RandomAccess.FlushToDisk(file);
        RandomAccess.Read(file, new byte[4 * Folio], 0);
        Assert.Equal(4 * Folio / Page, PageCache.GetResidency(file).CachedPages);

        // The range begins in the middle of the second folio, and ends in the middle of the third. Neither end is the start of a page.
        const int Start = Folio + (Folio / 2) + 100;
        const int Length = Folio + 200;
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file, Start, Length).Status);
        Assert.Equal(Start / Page + 1, PageCache.GetResidency(file, 0, (Start / Page + 1) * Page).CachedPages);
        var end = (Start + Length) / Page * Page;
        Assert.Equal(((4 * Folio) - end) / Page, PageCache.GetResidency(file, end).CachedPages);

        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file).Status);
        Assert.Equal(0, PageCache.GetResidency(file).CachedPages);
    }

    [Fact]
    public void Windows_that_cut_large_folios_leave_no_page()
    {
        using var directory = mount.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), 16 << 20, block: 4 << 20);
        using var file = sample.OpenRead(bufferSize: 0);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileSystemTests)) { WindowBytes = 100_000 }, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, sample.CachedPages);
        file.Position = 0;
        Assert.Equal(16 << 20, file.Length);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(FileSystemTests)) { WindowBytes = 100_000 }, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_copy_by_the_kernel_fills_the_cache_unless_it_is_a_clone()
    {
        using var directory = mount.CreateDirectory();
        var source = SampleFile.Create(directory.File("source"), 16 << 20);
        source.MakeCold();
        File.Copy(source.Path, directory.File("copy"));
        using var copy = File.OpenHandle(directory.File("copy"), FileMode.Open, FileAccess.ReadWrite);
        if (Clones)
        {
            Assert.Equal((0, 0), (source.CachedPages, PageCache.GetResidency(copy).CachedPages));

            // Pages belong to a file, and not to the blocks that it shares.
            source.MakeResident();
            Assert.Equal(0, PageCache.GetResidency(copy).CachedPages);
        }
        else
        {
            source.AssertStays();
            KeptPages.AssertAll(source.Pages, PageCache.GetResidency(copy).CachedPages);
        }

        source.MakeCold();
        Assert.Equal(AdviceStatus.Issued, PageCache.WriteBackAndDrop(copy).Status);
        Assert.Equal(0, PageCache.GetResidency(copy).CachedPages);
    }

    [Fact]
    public void Writes_by_offset_with_several_buffers_leave_no_page()
    {
        using var directory = mount.CreateDirectory();
        using var handle = File.OpenHandle(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite);
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        ReadOnlyMemory<byte>[] buffers = [.. Enumerable.Range(0, 64).Select(_ => new ReadOnlyMemory<byte>(new byte[Bytes / 64]))];
        file.Write(buffers, 0);
        Assert.InRange(PageCache.GetResidency(handle).CachedPages!.Value, 0, Window / 4096);
        file.Complete();
        Assert.Equal(0, PageCache.GetResidency(handle).CachedPages);
    }

    private static PagePolicy Write(int window, bool durable = false) =>
        new(PolicyKind.DropAfterFullWrite, nameof(FileSystemTests)) { WindowBytes = window, Durable = durable };
}

public sealed class Ext4Tests(Ext4Mount mount) : FileSystemTests(mount), IClassFixture<Ext4Mount>;

public sealed class BtrfsTests(BtrfsMount mount) : FileSystemTests(mount), IClassFixture<BtrfsMount>
{
    protected override bool Clones => true;
}

public sealed class OverlayTests(OverlayMount mount) : FileSystemTests(mount), IClassFixture<OverlayMount>
{
    /// <summary>The file system under overlayfs decides this. XFS and btrfs (compared by their magic numbers) clone.</summary>
    protected override bool Clones
    {
        get
        {
            using var below = File.OpenHandle(typeof(OverlayTests).Assembly.Location);
            return Kernel.FileSystem(below, out var magic) == 0 && magic is 0x58465342 or 0x9123683E;
        }
    }
}

public sealed class XfsTests(XfsMount mount) : FileSystemTests(mount), IClassFixture<XfsMount>
{
    protected override bool Clones => true;

    /// <summary>For the advice, the kernel starts the write-back of dirty pages, and then skips all pages under write-back.</summary>
    [Fact]
    public void Plain_advice_right_after_a_fresh_write_leaves_most_pages()
    {
        using var directory = Mount.CreateDirectory();
        using var file = File.Create(directory.File("fresh"));
        file.Write(new byte[Bytes]);
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file.SafeFileHandle).Status);
        Assert.InRange(PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value, (Bytes / 4096 / 2) + 1, Bytes / 4096);
    }

    /// <summary>A read policy writes nothing back, so data that was written before without a policy is still dirty and stays.</summary>
    [Fact]
    public void A_read_policy_right_after_a_fresh_write_leaves_most_pages()
    {
        using var directory = Mount.CreateDirectory();
        using var file = new FileStream(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite);
        file.Write(new byte[Bytes]);
        file.Position = 0;
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(XfsTests)) { WindowBytes = 0 }, file, f => f.CopyTo(Stream.Null));
        Assert.InRange(PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value, (Bytes / 4096 / 2) + 1, Bytes / 4096);
    }
}

using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.DropBehind;
using IoPolicy.Measuring;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The pages that one examination of a followed file drops. On overlayfs, <c>mincore</c> counts the pages.</summary>
public sealed class ExaminationTests(OverlayMount overlay) : IClassFixture<OverlayMount>, IDisposable
{
    private const int Window = 1 << 20;
    private const int Block = 64 << 10;
    private const int Bytes = 8 << 20;

    /// <summary>The pages of two readaheads. No directory in /sys has the number of <see cref="Nowhere"/>, so a readahead counts as 1 MiB.</summary>
    private const int KeptPages = 512;

    private static readonly FileIdentity Nowhere = new(uint.MaxValue, uint.MaxValue, 1);

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_cached_pages_of_a_read_stay(bool onOverlay)
    {
        using var directory = onOverlay ? overlay.CreateDirectory() : new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes, Block);
        sample.MakeCold();
        using var window = Follow(sample.OpenHandle(), PolicyKind.DropAfterFullRead);
        Assert.True(window.Examine());
        Assert.False(window.Examine());
        Assert.False(window.HasMoved);
        using (var file = sample.OpenHandle())
        {
            _ = RandomAccess.Read(file, new byte[Bytes], 0);
        }

        Assert.True(window.Examine());
        Assert.Equal((true, true, Bytes), (window.HasMoved, window.HasDropped, window.Length));
        Assert.Equal(KeptPages, sample.CachedPages);
        Assert.Equal(KeptPages, PageCache.GetResidency(sample.Path, Bytes - (KeptPages * 4096L)).CachedPages);
    }

    /// <summary>The pages that stay are counted from the end of the file, over a hole without cached pages.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_before_a_hole_count_too(bool onOverlay)
    {
        using var directory = onOverlay ? overlay.CreateDirectory() : new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes, Block);
        using (var file = sample.OpenHandle())
        {
            _ = PageCache.Drop(file, 2 << 20, 5 << 20);
        }

        Assert.Equal(3 * 256, sample.CachedPages);
        using var window = Follow(sample.OpenHandle(), PolicyKind.DropAfterFullRead, isNew: true);
        _ = window.Examine();
        _ = window.Examine();
        Assert.Equal(KeptPages, sample.CachedPages);
        Assert.Equal(0, PageCache.GetResidency(sample.Path, 0, 1 << 20).CachedPages);
        Assert.Equal(256, PageCache.GetResidency(sample.Path, 7 << 20).CachedPages);
    }

    /// <summary>The write-back of a quarter of the window starts early. The last 64 KiB are not finished.</summary>
    [Theory]
    [InlineData(64, false)]
    [InlineData(80, true)]
    public void Written_pages_leave_from_a_quarter_of_the_window_on(int pages, bool leave)
    {
        var sample = SampleFile.Create(_directory.File("sample"), pages * 4096L, Block);
        using var window = Follow(sample.OpenHandle(), PolicyKind.DropAfterFullWrite, isNew: true);
        Assert.True(window.Examine());
        Assert.False(window.HasDropped);
        _ = window.Examine();
        Assert.Equal(leave, window.HasDropped);
        Assert.Equal(leave ? Block / 4096 : pages, sample.CachedPages);
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead)]
    [InlineData(PolicyKind.DropAfterFullWrite)]
    public void Preserved_pages_do_not_fill_the_window(PolicyKind kind)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes, Block);
        using var handle = sample.OpenHandle();
        using var window = Follow(sample.OpenHandle(), kind, isNew: true, ResidencyMapReader.Read(handle, ByteRange.WholeFile));
        _ = window.Examine();
        _ = window.Examine();
        Assert.False(window.HasDropped);
        sample.AssertStays();
    }

    [Theory]
    [InlineData("nothing", false)]
    [InlineData("a read", false)]
    [InlineData("another length", true)]
    [InlineData("other bytes", true)]
    public void A_write_is_seen_by_the_length_and_the_time_of_the_file(string change, bool moved)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Block);
        sample.MakeCold();
        using var window = Follow(sample.OpenHandle(), PolicyKind.DropAfterFullWrite);
        _ = window.Examine();
        using var file = File.OpenHandle(sample.Path, FileMode.Open, FileAccess.ReadWrite);
        switch (change)
        {
            case "a read":
                _ = RandomAccess.Read(file, new byte[Block], 0);
                break;
            case "another length":
                RandomAccess.SetLength(file, 2 * Block);
                break;
            case "other bytes":
                RandomAccess.Write(file, new byte[Block], 0);
                RandomAccess.FlushToDisk(file);
                break;
            default:
                break;
        }

        _ = window.Examine();
        Assert.Equal(moved, window.HasMoved);
    }

    private static PathWindow Follow(SafeFileHandle handle, PolicyKind kind, bool isNew = false, ResidencyMap? preserved = null) =>
        new(handle, Nowhere, new PolicyTerms(kind, nameof(ExaminationTests)) { WindowBytes = Window }, preserved, isNew);
}

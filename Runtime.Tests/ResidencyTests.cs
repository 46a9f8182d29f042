using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>The figures of <see cref="PageCache"/> about cached pages, as a number and as a map.</summary>
public sealed class ResidencyTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private SampleFile Sample(long bytes) => SampleFile.Create(_directory.File("sample"), bytes);

    [Fact]
    public void A_file_that_was_read_is_all_cached_and_clean()
    {
        var sample = Sample((1 << 20) + 1);
        var residency = PageCache.GetResidency(sample.Path);
        Assert.Equal(ResidencySource.CacheStat, residency.Source);
        Assert.True(residency.IsKnown);
        Assert.Equal(257, residency.FilePages);
        Assert.Equal(257, residency.CachedPages);
        Assert.Equal(0, residency.DirtyPages);
        Assert.Equal(0, residency.WriteBackPages);
        Assert.Equal(1.0, residency.CachedShare);
        Assert.Equal(Environment.SystemPageSize, residency.PageSize);
    }

    [Fact]
    public void A_fresh_write_is_dirty()
    {
        using var file = File.OpenHandle(_directory.File("fresh"), FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, new byte[1 << 20], 0);
        var residency = PageCache.GetResidency(file);
        Assert.Equal(256, residency.CachedPages);
        Assert.Equal(256, residency.DirtyPages + residency.WriteBackPages);
    }

    [Fact]
    public void The_map_and_the_residency_agree_page_by_page()
    {
        var sample = Sample(4 << 20);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file, 1 << 20, 1 << 20);
        _ = PageCache.Drop(file, (3 << 20) + 8192, 4096);

        var map = PageCache.GetPageMap(file);
        Assert.True(map.IsKnown);
        Assert.Equal(PageCache.GetResidency(file).CachedPages, map.CachedPages);
        for (var page = 0; page < 1024; page++)
        {
            Assert.Equal(PageCache.GetResidency(file, page * 4096L, 4096).CachedPages == 1, map[page]);
        }
    }

    [Fact]
    public void Runs_cover_the_map_without_gaps()
    {
        var sample = Sample(4 << 20);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file, 1 << 20, 1 << 20);
        Assert.Equal(
            [new PageRun(0, 256, true), new PageRun(256, 256, false), new PageRun(512, 512, true)],
            PageCache.GetPageMap(file).Runs());
        Assert.Equal([new PageRun(255, 1, true), new PageRun(256, 9, false)], PageCache.GetPageMap(file, 255 * 4096, 10 * 4096).Runs());
    }

    [Fact]
    public void A_range_is_widened_to_whole_pages_and_ends_with_the_file()
    {
        var sample = Sample(10_000);
        using var file = sample.OpenHandle();
        Assert.Equal(2, PageCache.GetResidency(file, 4095, 2).CachedPages);
        Assert.Equal(1, PageCache.GetResidency(file, 9_000, 1_000_000).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(file, 1_000_000).CachedPages);
        Assert.Equal(0, PageCache.GetResidency(file, 1_000_000).FilePages);
    }

    [Fact]
    public void An_empty_file_has_no_pages_and_is_known()
    {
        var path = _directory.File("empty");
        File.WriteAllBytes(path, []);
        var residency = PageCache.GetResidency(path);
        Assert.True(residency.IsKnown);
        Assert.Equal(0, residency.FilePages);
        Assert.Equal(0, residency.CachedPages);
        Assert.Equal(0, residency.CachedShare);
        Assert.Empty(PageCache.GetPageMap(path).Runs());
    }

    [Fact]
    public void A_sparse_file_of_many_gibibytes_is_measured()
    {
        var path = _directory.File("sparse");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, 6L << 30);
        RandomAccess.Write(file, new byte[4096], 5L << 30);
        Assert.Equal(1, PageCache.GetResidency(file).CachedPages);
        Assert.Equal((6L << 30) / 4096, PageCache.GetResidency(file).FilePages);
        Assert.Equal(new PageRun((5L << 30) / 4096, 1, true), PageCache.GetPageMap(file).Runs().ElementAt(1));
        Assert.Equal(1, PageCache.GetResidency(file, 5L << 30, 1).CachedPages);
    }

    [Fact]
    public void A_write_only_handle_has_a_residency_and_a_map()
    {
        using var file = File.OpenHandle(_directory.File("fresh"), FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, new byte[40_960], 0);
        Assert.Equal(10, PageCache.GetResidency(file).CachedPages);
        Assert.Equal(10, PageCache.GetPageMap(file).CachedPages);
    }

    [Fact]
    public void The_residency_of_a_pipe_is_unknown_and_has_no_figure()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        var residency = PageCache.GetResidency(handle);
        Assert.False(residency.IsKnown);
        Assert.Null(residency.CachedPages);
        Assert.Null(residency.CachedShare);
        Assert.False(PageCache.GetPageMap(handle).IsKnown);
    }

    [Theory]
    [InlineData(451)]
    [InlineData(100_000)] // There is no such call, as on kernels before 6.5. So mincore is used, which reports every page as cached here.
    public void A_file_of_another_owner_has_unknown_residency_but_can_be_dropped(int cacheStatNumber)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Another owner's process needs Linux and root.");
        Assert.SkipWhen(Tools.Missing("setpriv", "util-linux") is not null, "setpriv is missing.");
        var path = Path.Combine("/tmp", "iopolicy-" + Guid.NewGuid().ToString("N"));
        try
        {
            var sample = SampleFile.Create(path, 1 << 20);
            _ = Shell.Run("chmod", "644", path).OrThrow();
            var child = ChildProcess.Start(MeasureAndDrop, [path, cacheStatNumber.ToString(CultureInfo.InvariantCulture)], ("DOTNET_EnableDiagnostics", "0"));
            var reach = Shell.RunAs(new ProcessStartInfo("test", ["-r", typeof(ResidencyTests).Assembly.Location]), "nobody");
            Assert.SkipUnless(reach.Succeeded, "The test program is out of reach for another user: a directory above it lets no other user pass.");
            // The source, the cached pages (none), whether the map is known, and the status of the drop.
            Assert.Equal("Unknown,,False,Issued", Shell.RunAs(child, "nobody").OrThrow().Output.Trim());
            Assert.Equal(0, sample.CachedPages);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static void MeasureAndDrop(string[] arguments)
    {
        Interop.Kernel.CacheStatNumber = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var residency = PageCache.GetResidency(arguments[0]);
        var map = PageCache.GetPageMap(arguments[0]);
        using var file = File.OpenHandle(arguments[0]);
        Console.WriteLine($"{residency.Source},{residency.CachedPages},{map.IsKnown},{PageCache.Drop(file).Status}");
    }

    /// <summary>The kernel answers EOPNOTSUPP for a file on hugetlbfs.</summary>
    [Theory]
    [InlineData("ENOSYS", "MinCore 256")]
    [InlineData("EPERM", "MinCore 256")]
    [InlineData("EOPNOTSUPP", "MinCore 256")]
    [InlineData("EIO", "Unknown ")]
    public void The_mapping_answers_where_cachestat_does_not(string error, string residency)
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var child = ChildProcess.Start(PrintResidency, [sample.Path]);
        Assert.Equal(residency, Shell.Run(Seccomp.Deny(child, error, "cachestat")).OrThrow().Output.TrimEnd('\n'));
    }

    internal static void PrintResidency(string[] arguments)
    {
        var residency = PageCache.GetResidency(arguments[0]);
        Console.WriteLine($"{residency.Source} {residency.CachedPages}");
    }

    [Fact]
    public void On_tmpfs_no_page_is_dropped()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        using var directory = new ScratchDirectory("/dev/shm");
        var sample = SampleFile.Create(directory.File("sample"), 1 << 20);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file);
        Assert.Equal(256, sample.CachedPages);
    }

    [Fact]
    public void On_overlayfs_residency_comes_from_mincore()
    {
        using var overlay = new OverlayMount();
        using var directory = overlay.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), 1 << 20);
        var residency = PageCache.GetResidency(sample.Path);
        Assert.Equal(ResidencySource.MinCore, residency.Source);
        Assert.Equal(256, residency.CachedPages);
        Assert.Null(residency.DirtyPages);

        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void A_file_that_changes_size_never_has_more_cached_pages_than_pages()
    {
        using var file = File.OpenHandle(_directory.File("moving"), FileMode.Create, FileAccess.ReadWrite);
        using var stop = new CancellationTokenSource();
        var mover = new Thread(() =>
        {
            for (var size = 0; !stop.IsCancellationRequested; size = (size + 100_000) % (4 << 20))
            {
                RandomAccess.SetLength(file, size / 2);
                RandomAccess.Write(file, new byte[100_000], size);
            }
        });
        mover.Start();
        try
        {
            for (var look = 0; look < 500; look++)
            {
                var residency = PageCache.GetResidency(file);
                Assert.InRange(residency.CachedPages!.Value, 0, residency.FilePages);
                var map = PageCache.GetPageMap(file);
                Assert.InRange(map.CachedPages, 0, map.Pages);
            }
        }
        finally
        {
            stop.Cancel();
            mover.Join();
        }
    }

    [Fact]
    public void A_missing_path_and_invalid_arguments_throw()
    {
        _ = Assert.Throws<FileNotFoundException>(() => PageCache.GetResidency(_directory.File("none")));
        _ = Assert.Throws<ArgumentNullException>(() => PageCache.GetResidency((string)null!));
        _ = Assert.Throws<ArgumentNullException>(() => PageCache.GetResidency((SafeFileHandle)null!));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => PageCache.GetResidency(_directory.File("none"), -1));
    }

    [Fact]
    public void GetResidency_of_a_handle_allocates_nothing()
    {
        var sample = Sample(1 << 20);
        using var file = sample.OpenHandle();
        _ = PageCache.GetResidency(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var residency = PageCache.GetResidency(file);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(256, residency.CachedPages);
    }
}

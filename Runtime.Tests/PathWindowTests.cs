using System.IO.MemoryMappedFiles;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A path with a window: the file's pages leave the cache while the method runs. The methods of these tests wait until the pages have left,
/// because the follower cannot limit a writer that is faster than the disk.
/// </summary>
public abstract class PathWindowTests(MountPoint mount) : IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 16 << 20;
    private const int Pages = Bytes / 4096;

    /// <summary>The pages of the window, and of the folio of 2 MiB that crosses the end of the dropped range and stays.</summary>
    private const int Bound = (Window / 4096) + 512;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly ScratchDirectory _directory = mount.CreateDirectory();

    public static IEnumerable<TheoryDataRow<string, bool, bool>> Saves =>
        from way in (string[])["stream", "new file", "child", "mapped"]
        from asynchronous in (bool[])[false, true]
        from throws in (bool[])[false, true]
        select new TheoryDataRow<string, bool, bool>(way, asynchronous, throws);

    private string Sample => _directory.File("sample");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task Written_pages_leave_the_window_while_the_method_runs(string way, bool asynchronous, bool throws)
    {
        Prepare(way);
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous, throws, () =>
        {
            Save(way);
            AssertLeave(Bound);
        });
        Assert.Equal(0, Cached());
        Assert.Equal(Bytes, new FileInfo(Sample).Length);
    }

    /// <summary>The control: without a window, no page leaves while the method runs.</summary>
    [Theory]
    [InlineData("stream")]
    [InlineData("child")]
    [InlineData("mapped")]
    public async Task Without_a_window_written_pages_stay_until_the_method_returns(string way)
    {
        Prepare(way);
        await Run(Policy(PolicyKind.DropAfterFullWrite, window: 0), asynchronous: false, throws: false, () =>
        {
            Save(way);
            KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
        });
        Assert.Equal(0, Cached());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_pages_leave_the_window_while_the_method_runs(bool asynchronous)
    {
        SampleFile.Create(Sample, Bytes).MakeCold();
        await Run(Policy(PolicyKind.DropAfterFullRead), asynchronous, throws: false, () =>
        {
            using var file = new FileStream(Sample, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            file.ReadExactly(new byte[Bytes]);
            AssertReadPagesLeave();
        });
        Assert.Equal(0, Cached());
    }

    [Fact]
    public async Task Pages_that_were_read_stay_without_a_window()
    {
        SampleFile.Create(Sample, Bytes).MakeCold();
        await Run(Policy(PolicyKind.DropAfterFullRead, window: 0), asynchronous: false, throws: false, () =>
        {
            _ = File.ReadAllBytes(Sample);
            KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
        });
        Assert.Equal(0, Cached());
    }

    [Fact]
    public async Task The_read_of_a_header_keeps_its_pages()
    {
        SampleFile.Create(Sample, Bytes).MakeCold();
        await Run(Policy(PolicyKind.DropAfterFullRead), asynchronous: false, throws: false, () =>
        {
            using var file = new FileStream(Sample, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.RandomAccess);
            file.ReadExactly(new byte[52]);
            Assert.Equal(1, Cached());
        });
        Assert.Equal(1, Cached());
    }

    /// <summary>A write policy follows a replacement only if this process has it open for writing. Opening it for reading is not enough.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replacement_by_another_process_keeps_its_pages(bool isReadHere)
    {
        var foreign = SampleFile.Create(_directory.File("foreign"), Bytes);
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous: false, throws: false, () =>
        {
            using var reader = isReadHere ? File.OpenRead(foreign.Path) : null;
            using var own = new FileStream(Sample, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            own.Write(new byte[Bytes]);
            AssertLeave(Bound);
            _ = Shell.Run("mv", foreign.Path, Sample).OrThrow();
            own.Write(new byte[Bytes]);

            // When these pages have left, the follower has examined the path again, and still follows the first file.
            Assert.True(SpinWait.SpinUntil(() => PageCache.GetResidency(own.SafeFileHandle).CachedPages <= Bound, Timeout));
            KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
        });
        KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
    }

    /// <summary>The kernel frees the blocks of a replaced file when its last descriptor is closed.</summary>
    [Fact]
    public async Task The_descriptor_of_an_unused_file_is_closed_after_its_replacement()
    {
        _ = SampleFile.Create(Sample, 4096);
        _ = SampleFile.Create(_directory.File("foreign"), 4096);
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous: false, throws: false, () =>
        {
            _ = Shell.Run("mv", _directory.File("foreign"), Sample).OrThrow();
            Assert.True(SpinWait.SpinUntil(() => !IsOpen(_directory.Path), Timeout));
        });
    }

    [Fact]
    public async Task A_replacement_that_the_method_writes_is_followed()
    {
        _ = SampleFile.Create(Sample, 4096);
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous: false, throws: false, () =>
        {
            using var own = new FileStream(_directory.File("next"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);
            File.Move(own.Name, Sample, overwrite: true);
            own.Write(new byte[Bytes]);
            AssertLeave(Bound);
        });
        Assert.Equal(0, Cached());
    }

    [Fact]
    public async Task A_replacement_that_the_method_reads_is_followed()
    {
        _ = SampleFile.Create(Sample, 4096);
        var next = SampleFile.Create(_directory.File("next"), Bytes);
        next.MakeCold();
        await Run(Policy(PolicyKind.DropAfterFullRead), asynchronous: false, throws: false, () =>
        {
            using var own = new FileStream(next.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            File.Move(next.Path, Sample, overwrite: true);
            own.ReadExactly(new byte[Bytes]);
            AssertReadPagesLeave();
        });
        Assert.Equal(0, Cached());
    }

    /// <summary>The method ends directly after the rename, so the follower has hardly any time to examine the new file.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_the_method_renames_just_before_its_end_leaves_no_page(bool asynchronous)
    {
        _ = SampleFile.Create(Sample, Bytes);
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous, throws: false, () =>
        {
            File.WriteAllBytes(_directory.File("next"), new byte[Bytes]);
            File.Move(_directory.File("next"), Sample, overwrite: true);
        });
        Assert.Equal(0, Cached());
    }

    [Fact]
    public async Task Pages_that_were_cached_before_are_preserved()
    {
        _ = SampleFile.Create(Sample, Bytes);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(PathWindowTests)) { WindowBytes = Window, PreserveCached = true };
        await Run(policy, asynchronous: false, throws: false, () =>
        {
            using var file = new FileStream(Sample, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
            file.Write(new byte[Bytes]);
            AssertLeave(Pages + Bound);
        });
        KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queued_advice_drops_the_rest(bool asynchronous)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(PathWindowTests)) { WindowBytes = Window, Background = true };
        policy.Enter(Sample, out var scope);
        Save("new file");
        AssertLeave(Bound);
        using (var counts = new AdviceCounts())
        {
            await scope.Complete(asynchronous);
            await scope.Dispose(asynchronous);
            Assert.Empty(counts.Advice); // The background counts its results on its own thread.
        }

        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Cached());
    }

    [Fact]
    public async Task A_policy_that_is_switched_off_follows_nothing()
    {
        // PATH is set in every process, so the policy keeps its pages.
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(PathWindowTests)) { WindowBytes = Window, KeepPagesVariable = "PATH" };
        await Run(policy, asynchronous: false, throws: false, () => Save("new file"));
        KeptPages.AssertAll(Pages, KeptPages.NotDropped(Sample));
    }

    [Fact]
    public async Task A_path_without_a_file_is_no_error()
    {
        await Run(Policy(PolicyKind.DropAfterFullWrite), asynchronous: true, throws: false, () => { });
        await Run(Policy(PolicyKind.DropAfterFullRead), asynchronous: false, throws: false, () => Directory.CreateDirectory(Sample));
    }

    /// <summary>An examination without changes doubles the pause, up to 64 ms. After the method has ended, there are no examinations.</summary>
    [Fact]
    public void An_idle_method_wakes_the_follower_rarely_and_an_ended_method_never()
    {
        var (result, calls) = Strace.Run(ChildProcess.Start(Idle, [Sample]), "openat");
        _ = result.OrThrow();
        var examinations = calls.Select(call => call.Arguments).Where(arguments => arguments.Contains("O_PATH", StringComparison.Ordinal) || arguments.Contains("ended", StringComparison.Ordinal)).ToArray();
        Assert.InRange(examinations.Length, 2, 30); // In 1 s: about 6 examinations until the pause is 64 ms, and then 15.
        Assert.Contains("ended", examinations[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_free_descriptor_the_method_runs_and_throws_nothing()
    {
        var (result, calls) = Strace.RunOn([Sample], ChildProcess.Start(Idle, [Sample]), "openat", "openat:error=EMFILE:when=2+");
        _ = result.OrThrow();
        Assert.Contains(calls, call => call.IsInjected);
    }

    internal static void Idle(string[] arguments)
    {
        using (var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0))
        {
            Policy(PolicyKind.DropAfterFullWrite).Enter(arguments[0], out var scope);
            Thread.Sleep(TimeSpan.FromSeconds(1));
            scope.Complete();
            scope.Dispose();
        }

        File.Create(arguments[0] + ".ended").Dispose();
        Thread.Sleep(TimeSpan.FromMilliseconds(200));
    }

    private static PagePolicy Policy(PolicyKind kind, int window = Window) => new(kind, nameof(PathWindowTests)) { WindowBytes = window };

    private async Task Run(PagePolicy policy, bool asynchronous, bool throws, Action body)
    {
        policy.Enter(Sample, out var scope);
        try
        {
            body();
            if (!throws)
            {
                await scope.Complete(asynchronous);
            }
        }
        finally
        {
            await scope.Dispose(asynchronous);
        }

        // The descriptors are closed at once and not by the garbage collector, including those of replaced files.
        Assert.False(IsOpen(_directory.Path));
    }

    private static bool IsOpen(string directory) => Directory.GetFileSystemEntries("/proc/self/fd")
        .Any(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(directory + "/", StringComparison.Ordinal) == true);

    private void Prepare(string way)
    {
        if (way != "new file")
        {
            File.WriteAllBytes(Sample, []);
        }
    }

    private void Save(string way)
    {
        switch (way)
        {
            case "child":
                _ = Shell.Run("dd", "if=/dev/zero", $"of={Sample}", "bs=1M", $"count={Bytes >> 20}", "status=none").OrThrow();
                break;
            case "mapped":
                using (var map = MemoryMappedFile.CreateFromFile(Sample, FileMode.Open, null, Bytes))
                using (var view = map.CreateViewStream())
                {
                    view.Write(new byte[Bytes]);
                }

                break;
            default:
                using (var file = new FileStream(Sample, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0))
                {
                    file.Write(new byte[Bytes]);
                }

                break;
        }
    }

    /// <summary>Waits until half of the pages have left. The pages that the kernel has read ahead stay.</summary>
    private void AssertReadPagesLeave() => AssertLeave(Pages / 2);

    private void AssertLeave(long pages) => Assert.True(SpinWait.SpinUntil(() => Cached() <= pages, Timeout), $"{Cached()} pages are cached.");

    private long Cached() => PageCache.GetResidency(Sample).CachedPages!.Value;
}

public sealed class Ext4PathWindowTests(Ext4Mount mount) : PathWindowTests(mount), IClassFixture<Ext4Mount>;

public sealed class BtrfsPathWindowTests(BtrfsMount mount) : PathWindowTests(mount), IClassFixture<BtrfsMount>;

public sealed class OverlayPathWindowTests(OverlayMount mount) : PathWindowTests(mount), IClassFixture<OverlayMount>;

public sealed class XfsPathWindowTests(XfsMount mount) : PathWindowTests(mount), IClassFixture<XfsMount>;

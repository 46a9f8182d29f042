using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary><see cref="DropPagesAttribute.Background"/>: the method returns first, and the advice follows on a separate descriptor.</summary>
[Collection(OtherSystemTests.ProcessWide)]
public sealed class BackgroundPolicyTests : IDisposable
{
    private const int Bytes = 8 << 20;

    private readonly ScratchDirectory _directory = new();

    private string Fresh => _directory.File("fresh");

    public void Dispose()
    {
        PageCache.Background.BytesPerSecond = 0;
        PageCache.KeepPages = false;
        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1 << 20, false)]
    [InlineData(1 << 20, true)]
    public async Task A_fresh_write_whose_body_closes_the_file_leaves_no_page(int window, bool asynchronous)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 4096, asynchronous);
        var policy = Policy(PolicyKind.DropAfterFullWrite, window);
        if (asynchronous)
        {
            await PolicyRunner.RunAsync(policy, file, async f =>
            {
                await f.WriteAsync(new byte[Bytes + 100]);
                await f.DisposeAsync();
            });
        }
        else
        {
            PolicyRunner.Run(policy, file, f =>
            {
                f.Write(new byte[Bytes + 100]);
                f.Dispose();
            });
        }

        Assert.True(file.SafeFileHandle.IsClosed);
        await Flush();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
        Assert.Equal(Bytes + 100, new FileInfo(Fresh).Length);
    }

    [Fact]
    public void Without_the_option_a_file_that_the_body_closes_keeps_its_pages()
    {
        using var counts = new AdviceCounts();
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(BackgroundPolicyTests));
        using var file = File.Create(Fresh);
        PolicyRunner.Run(policy, file, f =>
        {
            f.Write(new byte[Bytes]);
            f.Dispose();
        });
        Assert.Equal(["write:closed"], counts.Advice);
        Assert.Equal(Bytes / 4096, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_read_leaves_no_page_also_where_the_body_closes_the_file(bool closes)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        await using var file = sample.OpenRead();
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead), file, f =>
        {
            f.CopyTo(Stream.Null);
            if (closes)
            {
                f.Dispose();
            }
        });
        await Flush();
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public async Task Nothing_is_dropped_before_the_background_issues_the_advice()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var blocker = SampleFile.Create(_directory.File("blocker"), Bytes);
        PageCache.Background.BytesPerSecond = 1;
        using (var first = blocker.OpenHandle())
        {
            Assert.Equal(AdviceStatus.Queued, PageCache.Background.Drop(first).Status);
        }

        using var counts = new AdviceCounts();
        using (var file = sample.OpenRead())
        {
            PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead), file, f => f.CopyTo(Stream.Null));
        }

        sample.AssertStays();
        Assert.Empty(counts.Advice);
        PageCache.Background.BytesPerSecond = 0;
        await Flush();
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public async Task A_handle_a_path_and_a_result_leave_no_page()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var policy = Policy(PolicyKind.DropAfterFullRead);
        var handle = sample.OpenHandle();
        policy.Enter(handle, out var scope);
        _ = RandomAccess.Read(handle, new byte[100], 0);
        handle.Dispose();
        scope.Complete();
        await Flush();
        Assert.Equal(0, sample.CachedPages);

        sample.MakeResident();
        policy.Enter(sample.Path, out scope);
        scope.Complete();
        await Flush();
        Assert.Equal(0, sample.CachedPages);

        sample.MakeResident();
        policy.Follow(sample.OpenRead()).Dispose();
        await Flush();
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public async Task A_header_only_call_keeps_the_pages()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var counts = new AdviceCounts();
        await using var file = sample.OpenRead();
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead), file, f => _ = f.ReadByte());
        Assert.Equal(["read:header-only"], counts.Advice);
        await Flush();
        sample.AssertStays();
    }

    [Fact]
    public async Task Preserved_pages_stay()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes, block: 4096);
        using var file = sample.OpenHandle();
        _ = PageCache.Drop(file, Bytes / 2);
        var before = sample.CachedPages;
        Assert.InRange(before, 1, sample.Pages - 1);
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(BackgroundPolicyTests)) { Background = true, PreserveCached = true };
        policy.Enter(file, out var scope);
        sample.MakeResident();
        scope.Complete();
        await Flush();
        Assert.Equal(before, sample.CachedPages);
    }

    [Fact]
    public void A_durable_write_is_not_queued()
    {
        using var counts = new AdviceCounts();
        using var file = File.Create(Fresh);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(BackgroundPolicyTests)) { Background = true, Durable = true };
        PolicyRunner.Run(policy, file, f => f.Write(new byte[Bytes]));
        Assert.Equal(["write:issued"], counts.Advice);
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_full_queue_the_method_issues_the_advice_itself(bool asynchronous)
    {
        PageCache.Background.BytesPerSecond = 1;
        var blocker = SampleFile.Create(_directory.File("blocker"), 4096);
        using (var handle = blocker.OpenHandle())
        {
            while (PageCache.Background.Drop(handle).Status == AdviceStatus.Queued)
            {
            }
        }

        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
        var policy = Policy(PolicyKind.DropAfterFullWrite);
        if (asynchronous)
        {
            await PolicyRunner.RunAsync(policy, file, f => f.WriteAsync(new byte[Bytes]).AsTask());
        }
        else
        {
            PolicyRunner.Run(policy, file, f => f.Write(new byte[Bytes]));
        }

        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void With_KeepPages_the_result_is_kept()
    {
        PageCache.KeepPages = true;
        using var counts = new AdviceCounts();
        using var file = File.Create(Fresh);
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullWrite), file, f => f.Write(new byte[Bytes]));
        Assert.Equal(["write:kept"], counts.Advice);
    }

    [Fact]
    public async Task A_body_that_throws_keeps_its_exception_and_leaves_no_page()
    {
        await using var file = File.Create(Fresh);
        _ = Assert.Throws<InvalidDataException>(() => PolicyRunner.Run(Policy(PolicyKind.DropAfterFullWrite), file, f =>
        {
            f.Write(new byte[Bytes]);
            f.Dispose();
            throw new InvalidDataException();
        }));
        await Flush();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void A_failing_write_back_is_reported_by_FlushAsync_and_not_by_the_method()
    {
        Strace.Require();
        var (result, _) = Strace.Run(ChildProcess.Start(SaveAndFlush, [_directory.File("sample")]), "sync_file_range", "sync_file_range:error=EIO:when=1");
        var lines = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal(["saved", "saved", "flushed"], [lines[0], lines[1], lines[3]]);
        Assert.Contains("sample' from offset 0 failed", lines[2], StringComparison.Ordinal);
    }

    internal static void SaveAndFlush(string[] arguments)
    {
        // The second call of the method begins after the write-back of the first one has failed.
        var policy = Policy(PolicyKind.DropAfterFullWrite);
        for (var round = 0; round < 2; round++)
        {
            using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0);
            PolicyRunner.Run(policy, file, f => f.Write(new byte[1 << 20]));
            Console.WriteLine("saved");
            _ = SpinWait.SpinUntil(() => PageCache.Background.Pending == 0, TimeSpan.FromMinutes(1));
        }

        for (var round = 0; round < 2; round++)
        {
            try
            {
                PageCache.Background.FlushAsync().GetAwaiter().GetResult();
                Console.WriteLine("flushed");
            }
            catch (IOException e)
            {
                Console.WriteLine(e.Message);
            }
        }
    }

    [Fact]
    public async Task No_descriptor_is_left()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        for (var i = 0; i < 100; i++)
        {
            using var file = sample.OpenRead();
            PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead), file, f => _ = i % 2 == 0 ? f.ReadByte() : f.Seek(0, SeekOrigin.End));
        }

        await Flush();
        Assert.Equal(0, Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == sample.Path));
    }

    private static PagePolicy Policy(PolicyKind kind, int window = 0) =>
        new(kind, nameof(BackgroundPolicyTests)) { Background = true, WindowBytes = window };

    private static Task Flush() => PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
}

using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// The handles that a method opens. The end of the method's call drops their pages, and each call knows only its own handles. The tests call
/// the types in the same way as generated code.
/// </summary>
public sealed class OpenedHandleTests(FailingMount device) : IClassFixture<FailingMount>, IDisposable
{
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();
    private readonly OpenedFileCalls _calls = OpenedFileCalls.Get(Guid.NewGuid().ToString("N"));

    private string Fresh => _directory.File("fresh");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public async Task The_end_of_a_call_drops_the_pages_of_its_handles(bool asynchronous, bool throws, bool closes)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var files = new OpenedFilePolicy(Policy(PolicyKind.DropAfterFullRead), Policy(PolicyKind.DropAfterFullWrite));
        _calls.Enter(applies: true, out var scope);
        using var read = files.Follow(sample.OpenHandle());
        using var written = files.Follow(File.OpenHandle(Fresh, FileMode.Create, FileAccess.Write));
        Assert.Equal(Bytes, RandomAccess.Read(read, new byte[Bytes], 0));
        RandomAccess.Write(written, new byte[Bytes], 0);
        if (closes)
        {
            read.Dispose();
            written.Dispose();
        }

        if (!throws)
        {
            await scope.Complete(asynchronous);
        }

        await scope.Dispose(asynchronous);
        Assert.Equal((0L, 0L), (sample.CachedPages, PageCache.GetResidency(Fresh).CachedPages));
        Assert.Equal(closes ? 0 : 2, Directory.GetFileSystemEntries("/proc/self/fd").Count(descriptor =>
            new FileInfo(descriptor).LinkTarget is { } target && (target == sample.Path || target == Fresh)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failing_write_back_leaves_no_page_of_the_next_file(bool asynchronous)
    {
        using var failing = device.CreateDirectory();
        var files = new OpenedFilePolicy(Policy(PolicyKind.DropAfterFullWrite));
        device.Fail();
        try
        {
            _calls.Enter(applies: true, out var scope);
            using var lost = files.Follow(File.OpenHandle(failing.File("lost"), FileMode.Create, FileAccess.Write));
            using var written = files.Follow(File.OpenHandle(Fresh, FileMode.Create, FileAccess.Write));
            RandomAccess.Write(lost, new byte[Bytes], 0);
            RandomAccess.Write(written, new byte[Bytes], 0);
            var failure = await Assert.ThrowsAsync<IOException>(async () => await scope.Complete(asynchronous));
            Assert.Contains("/lost'", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            device.Heal();
        }

        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Fact]
    public void A_file_for_both_is_written_back_by_a_read_policy()
    {
        _calls.Enter(applies: true, out var scope);
        using var handle = new OpenedFilePolicy(Policy(PolicyKind.DropAfterFullRead)).Follow(File.OpenHandle(Fresh, FileMode.Create, FileAccess.ReadWrite));
        RandomAccess.Write(handle, new byte[Bytes], 0);
        scope.Complete();
        Assert.Equal(0, PageCache.GetResidency(Fresh).CachedPages);
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, FileAccess.Write)]
    [InlineData(PolicyKind.DropAfterFullWrite, FileAccess.Read)]
    [InlineData(PolicyKind.HeaderOnly, FileAccess.Write)]
    public void A_policy_does_not_cover_a_handle_with_another_access(PolicyKind kind, FileAccess access)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var counts = new AdviceCounts();
        _calls.Enter(applies: true, out var scope);
        using var handle = new OpenedFilePolicy(Policy(kind)).Follow(File.OpenHandle(sample.Path, FileMode.Open, access));
        scope.Complete();
        Assert.Empty(counts.Advice);
        sample.AssertStays();
    }

    [Fact]
    public void A_header_is_read_without_readahead()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        sample.MakeCold();
        using var counts = new AdviceCounts();
        using var handle = new OpenedFilePolicy(Policy(PolicyKind.HeaderOnly)).Follow(sample.OpenHandle());
        _ = RandomAccess.Read(handle, new byte[52], 0);
        Assert.Equal(["header:issued"], counts.Advice);
        Assert.Equal(1, sample.CachedPages);
    }

    /// <summary>A task that outlives the call runs in the flow of the ended call.</summary>
    [Fact]
    public void A_handle_that_is_opened_after_the_call_keeps_its_pages()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var files = new OpenedFilePolicy(Policy(PolicyKind.DropAfterFullRead));
        using var counts = new AdviceCounts();
        _calls.Enter(applies: true, out var scope);
        var flow = ExecutionContext.Capture()!;
        scope.Complete();
        ExecutionContext.Run(flow, _ => Open(), null);
        Open();
        scope.Dispose();
        Assert.Equal(["read:unsupported", "read:unsupported"], counts.Advice);
        sample.AssertStays();

        void Open()
        {
            using var handle = files.Follow(sample.OpenHandle());
            _ = RandomAccess.Read(handle, new byte[Bytes], 0);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_nested_call_hides_the_outer_call_until_it_ends(bool leaves)
    {
        Assert.False(_calls.Applies);
        _calls.Enter(applies: true, out var outer);
        Assert.True(_calls.Applies);
        _calls.Enter(applies: false, out var inner);
        Assert.False(_calls.Applies);
        outer.LeaveCaller(); // The inner call stays the innermost one.
        Assert.NotNull(_calls.Current);
        Leave(ref inner);
        Assert.True(_calls.Applies);
        Leave(ref outer);
        Assert.False(_calls.Applies);
        Assert.Null(_calls.Current);
        inner.Dispose();
        outer.Dispose();

        void Leave(ref PolicyScope scope)
        {
            if (leaves)
            {
                scope.LeaveCaller();
            }
            else
            {
                scope.Complete();
            }
        }
    }

    private PagePolicy Policy(PolicyKind kind) => new(kind, nameof(OpenedHandleTests)) { Calls = _calls };
}

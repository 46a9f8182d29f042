using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The exact limits of a header (64 KiB) and of an automatic window (16 MiB).</summary>
public sealed class ThresholdTests : IDisposable
{
    private const int Header = 64 << 10;
    private const int Page = 4096;
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    /// <summary>How the bytes are read or written, how the body ends, and the number of bytes.</summary>
    public static IEnumerable<TheoryDataRow<string, string, int>> Moves =>
        from way in Ways
        from number in Enumerable.Range(0, 3 * Ends.Length)
        select new TheoryDataRow<string, string, int>(way, Ends[number / 3], Header - 1 + (number % 3));

    private static readonly string[] Ways = ["read", "accessed range read", "windowed read", "write", "accessed range write", "windowed accessed range write"];

    private static readonly string[] Ends = ["returns", "throws", "returns asynchronously", "throws asynchronously"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task A_call_that_moves_less_than_64_KiB_keeps_the_pages(string way, string end, int moved)
    {
        var sample = Sample(Bytes);
        using var counts = new AdviceCounts();
        await using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        var writes = way.EndsWith("write", StringComparison.Ordinal);
        var rangeOnly = way.Contains("accessed range", StringComparison.Ordinal);
        var policy = new PagePolicy(writes ? PolicyKind.DropAfterFullWrite : PolicyKind.DropAfterFullRead, nameof(ThresholdTests))
        {
            AccessedRangeOnly = rangeOnly,
            WindowBytes = way.StartsWith("windowed", StringComparison.Ordinal) ? Bytes : 0, // A window that does not fill.
        };
        await Run(policy, file, end, f =>
        {
            if (writes)
            {
                f.Write(new byte[moved]);
            }
            else
            {
                f.ReadExactly(new byte[moved]);
            }
        });

        if (moved < Header)
        {
            sample.AssertStays();
        }
        else
        {
            // With AccessedRangeOnly, the page in which the accessed range ends stays.
            Assert.Equal(rangeOnly ? sample.Pages - (moved / Page) : 0, sample.CachedPages);
        }
    }

    [Theory]
    [InlineData("by offset", Header - 1)]
    [InlineData("by offset", Header)]
    [InlineData("stream", Header - 1)]
    [InlineData("stream", Header)]
    public void A_drop_behind_object_that_moves_less_than_64_KiB_keeps_the_pages(string way, int moved)
    {
        var sample = Sample(Bytes);
        if (way == "stream")
        {
            using var stream = new DropBehindStream(sample.OpenRead(bufferSize: 0));
            stream.ReadExactly(new byte[moved]);
        }
        else
        {
            using var file = new DropBehindFile(sample.OpenHandle());
            Assert.Equal(moved, file.Read(new byte[moved], 0));
        }

        Assert.Equal(moved < Header, sample.CachedPages > 0);
    }

    [Theory]
    [InlineData("handle", 16)]
    [InlineData("handle", 17)]
    [InlineData("path", 16)]
    [InlineData("path", 17)]
    public void Without_a_position_the_number_of_cached_pages_decides(string way, int pages)
    {
        var sample = Sample(Bytes);
        sample.MakeCold();
        using var file = sample.OpenHandle();
        _ = PageCache.Expect(file, AccessPattern.Random);
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(ThresholdTests));
        var scope = way == "handle" ? policy.Entered(file) : policy.Entered(sample.Path);
        _ = RandomAccess.Read(file, new byte[pages * Page], 0);
        Assert.Equal(pages, sample.CachedPages);
        scope.Complete();
        Assert.Equal(pages * Page > Header ? 0 : pages, sample.CachedPages);
    }

    /// <summary>The windows have dropped all pages but a few, which are no header. The windows count the bytes that moved.</summary>
    [Fact]
    public void The_few_pages_that_windows_leave_at_the_end_are_dropped()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 16 * Header, Page);
        sample.MakeCold();
        var handle = sample.OpenHandle();
        _ = PageCache.Expect(handle, AccessPattern.Random);
        using var file = new DropBehindFile(handle, new() { WindowBytes = Header });
        for (long offset = 0; offset < sample.Bytes; offset += Page)
        {
            Assert.Equal(Page, file.Read(new byte[Page], offset));
        }

        Assert.InRange(sample.CachedPages, 1, Header / Page);
        file.Complete();
        Assert.Equal(0, sample.CachedPages);
    }

    [Theory]
    [InlineData(Header)] // The file itself is no larger than a header.
    [InlineData(Header + 1)]
    public void A_file_of_about_64_KiB_is_dropped(int bytes)
    {
        var sample = Sample(bytes);
        new PagePolicy(PolicyKind.DropAfterFullRead, nameof(ThresholdTests)).Entered(sample.Path).Complete();
        Assert.Equal(0, sample.CachedPages);
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, DropBehindStream.DefaultWindowBytes, false)]
    [InlineData(PolicyKind.DropAfterFullRead, DropBehindStream.DefaultWindowBytes + 1, true)]
    [InlineData(PolicyKind.DropAfterFullWrite, 0, true)]
    public void A_read_of_a_file_that_fits_in_the_automatic_window_gets_no_wrapper(PolicyKind kind, int bytes, bool wraps)
    {
        using var file = File.Create(_directory.File("sample"));
        file.SetLength(bytes);
        var policy = new PagePolicy(kind, nameof(ThresholdTests)) { WindowBytes = DropPagesAttribute.AutomaticWindow };
        var scope = policy.Entered(file);
        Assert.Equal(wraps, !ReferenceEquals(file, scope.DropBehind(file)));
        scope.Complete();
    }

    private static async Task Run(PagePolicy policy, FileStream file, string end, Action<FileStream> body)
    {
        void ThenEnd(FileStream f)
        {
            body(f);
            if (end.StartsWith("throws", StringComparison.Ordinal))
            {
                throw new InvalidDataException();
            }
        }

        var thrown = await Record.ExceptionAsync(async () =>
        {
            if (end.EndsWith("asynchronously", StringComparison.Ordinal))
            {
                await PolicyRunner.RunAsync(policy, file, f =>
                {
                    ThenEnd(f);
                    return Task.CompletedTask;
                });
            }
            else
            {
                PolicyRunner.Run(policy, file, ThenEnd);
            }
        });
        Assert.Equal(end.StartsWith("throws", StringComparison.Ordinal) ? typeof(InvalidDataException) : null, thrown?.GetType());
    }

    /// <summary>Creates a file page by page, because the kernel drops a large folio only as a whole.</summary>
    private SampleFile Sample(int bytes) => SampleFile.Create(_directory.File("sample"), bytes, block: Page);
}

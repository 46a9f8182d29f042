using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Measuring;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A method that writes many small files waits for the write-back of the first files. <see cref="PageCache.Background"/> drops the pages of the
/// later files.
/// </summary>
public sealed class SmallFileSeriesTests : IDisposable
{
    private const int Files = 100;
    private const int Small = 256 << 10;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string> Forms => ["stream", "handle", "path", "asynchronous", "opened", "by hand", "windows", "preserving"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task After_a_flush_no_page_of_any_small_file_is_cached(string form)
    {
        var policy = Policy(form);
        var plain = Path("plain");
        File.WriteAllBytes(plain, new byte[Small]);
        for (var number = 0; number < Files; number++)
        {
            await WriteAsync(policy, form, Path($"{number}"), Small);
        }

        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, Files), number => Assert.Equal(0, CachedPages($"{number}")));
        Assert.Equal(Small / Environment.SystemPageSize, CachedPages("plain")); // The control.
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_first_small_files_are_dropped_before_the_method_returns(string form)
    {
        var policy = Policy(form);
        for (var number = 0; number < SmallFileSeries.AwaitedFiles; number++)
        {
            await WriteAsync(policy, form, Path($"{number}"), Small);
            Assert.Equal(0, CachedPages($"{number}"));
        }
    }

    [Theory]
    [InlineData(Small + 1, false)]
    [InlineData(100_000, true)]
    public async Task A_larger_file_and_a_durable_file_are_dropped_before_the_method_returns(int bytes, bool durable)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SmallFileSeriesTests)) { Durable = durable };
        for (var number = 0; number < Files; number++)
        {
            await WriteAsync(policy, "stream", Path($"{number}"), bytes);
            Assert.Equal(0, CachedPages($"{number}"));
        }
    }

    [Theory]
    [InlineData(2 << 20)]
    [InlineData(200_000)]
    public async Task A_part_of_a_file_is_dropped_before_the_method_returns(int bytes)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SmallFileSeriesTests));
        var sample = SampleFile.Create(Path("existing"), bytes);
        for (var time = 0; time < Files; time++)
        {
            await WriteAsync(policy, "part", sample.Path, 100_000);
            Assert.Equal(0, sample.CachedPages);
        }
    }

    [Fact]
    public void An_append_to_a_small_file_is_dropped_before_the_method_returns()
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SmallFileSeriesTests));
        for (var time = 0; time < Files; time++)
        {
            File.WriteAllBytes(Path("appended"), new byte[100_000]);
            using var file = new FileStream(Path("appended"), FileMode.Append, FileAccess.Write);
            PolicyRunner.Run(policy, file, static f => f.Write(new byte[100_000]));
            Assert.Equal(0, CachedPages("appended"));
        }
    }

    [Fact]
    public void A_pause_ends_a_series()
    {
        var series = new SmallFileSeries();
        Assert.Equal(Enumerable.Repeat(false, SmallFileSeries.AwaitedFiles).Append(true).Append(true), Enumerable.Range(0, SmallFileSeries.AwaitedFiles + 2).Select(_ => series.Add(now: 5_000)));
        Assert.True(series.Add(now: 5_999));
        Assert.False(series.Add(now: 6_999));
    }

    [Fact]
    public async Task The_queue_has_room_for_16_MiB_of_small_files()
    {
        var sample = SampleFile.Create(Path("sample"), 1 << 20);
        var background = new BackgroundAdvice { BytesPerSecond = 1 }; // At this rate, the first advice takes days.
        Assert.Equal(64, Enumerable.Range(0, 70).Count(_ => TryQueue(Small)));
        Assert.False(background.HasRoomFor(1));
        Assert.True(TryQueue(smallFileBytes: 0)); // The user's own advice has room.

        background.BytesPerSecond = 0;
        await background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.True(background.HasRoomFor(16 << 20));
        Assert.Equal(0, sample.CachedPages);

        bool TryQueue(long smallFileBytes)
        {
            var own = sample.OpenHandle();
            var isQueued = background.TryQueue(new QueuedAdvice(own, ByteRange.WholeFile, WritesBack: false) { SmallFileBytes = smallFileBytes });
            if (!isQueued)
            {
                own.Dispose();
            }

            return isQueued;
        }
    }

    [Fact]
    public async Task The_queue_holds_at_most_128_descriptors_for_small_files()
    {
        var sample = SampleFile.Create(Path("sample"), 1 << 20);
        var background = new BackgroundAdvice { BytesPerSecond = 1 }; // At this rate, the first advice takes days.
        var queued = 0;
        for (var number = 0; number < 300; number++)
        {
            var own = sample.OpenHandle();
            if (background.TryQueue(new QueuedAdvice(own, ByteRange.WholeFile, WritesBack: false) { SmallFileBytes = 4096 }))
            {
                queued++;
            }
            else
            {
                own.Dispose();
            }
        }

        Assert.Equal(128, queued);
        background.BytesPerSecond = 0;
        await background.FlushAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stream_that_is_wrapped_by_hand_is_in_no_series()
    {
        for (var number = 0; number < Files; number++)
        {
            await WriteAsync(Policy("by hand"), "by hand", Path($"{number}"), Small);
            Assert.Equal(0, CachedPages($"{number}"));
        }
    }

    [Theory]
    [InlineData("call", "next call: Writing back '", "134' from offset 0 failed", "next call: returned")]
    [InlineData("flush", "flush: Writing back '", "134' from offset 0 failed", "next call: returned")]
    public void A_failing_write_back_is_reported_once_by_the_next_call_or_flush(string first, string begin, string end, string second)
    {
        Strace.Require();

        // strace counts the calls of each thread separately. The method's own thread makes 64 calls. Call 70 of the background thread waits
        // for file 134.
        var (result, _) = Strace.Run(
            ChildProcess.Start(FailOnce, [_directory.Path, first]), "sync_file_range", "sync_file_range:error=EIO:when=70");
        var lines = result.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(begin, lines[0], StringComparison.Ordinal);
        Assert.Contains(end, lines[0], StringComparison.Ordinal);
        Assert.Equal(second, lines[1]);
    }

    [Fact]
    public void A_small_file_of_a_series_costs_no_wait()
    {
        Strace.Require();
        var (result, calls) = Strace.Run(ChildProcess.Start(WriteSeries, [_directory.Path]), "sync_file_range,fdatasync");
        Assert.Equal($"{Files}", result.OrThrow().Output.Trim());
        Assert.Equal(SmallFileSeries.AwaitedFiles, calls.Count(call => call.Thread == calls[0].Thread));
    }

    internal static void FailOnce(string[] arguments)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SmallFileSeriesTests));
        for (var number = 1; number <= SmallFileSeries.AwaitedFiles + 70; number++)
        {
            WriteAsync(policy, "stream", System.IO.Path.Combine(arguments[0], $"{number}"), 4096).GetAwaiter().GetResult();
            SpinWait.SpinUntil(() => PageCache.Background.Pending == 0);
        }

        if (arguments[1] == "flush")
        {
            Report("flush", () => PageCache.Background.FlushAsync());
        }

        for (var time = arguments[1] == "flush" ? 1 : 0; time < 2; time++)
        {
            Report("next call", () => WriteAsync(policy, "stream", System.IO.Path.Combine(arguments[0], "next"), 4096));
        }

        static void Report(string what, Func<Task> call)
        {
            try
            {
                call().GetAwaiter().GetResult();
                Console.WriteLine($"{what}: returned");
            }
            catch (IOException e)
            {
                Console.WriteLine($"{what}: {e.Message}");
            }
        }
    }

    internal static void WriteSeries(string[] arguments)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(SmallFileSeriesTests));
        for (var number = 0; number < Files; number++)
        {
            WriteAsync(policy, "stream", System.IO.Path.Combine(arguments[0], $"{number}"), 4096).GetAwaiter().GetResult();
        }

        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        Console.WriteLine(Files);
    }

    private static PagePolicy Policy(string form) => new(PolicyKind.DropAfterFullWrite, $"{nameof(SmallFileSeriesTests)}, {form}")
    {
        WindowBytes = form is "windows" or "opened" ? DropPagesAttribute.AutomaticWindow : 0,
        PreserveCached = form == "preserving",
    };

    private static async Task WriteAsync(PagePolicy policy, string form, string path, int bytes)
    {
        if (form == "path")
        {
            policy.Enter(path, out var scope);
            await File.WriteAllBytesAsync(path, new byte[bytes]).ConfigureAwait(false);
            scope.Complete();
            scope.Dispose();
            return;
        }

        using var file = new FileStream(path, form == "part" ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        switch (form)
        {
            case "handle":
                policy.Enter(file.SafeFileHandle, out var scope);
                RandomAccess.Write(file.SafeFileHandle, new byte[bytes], 0);
                scope.Complete();
                scope.Dispose();
                break;
            case "asynchronous":
                await PolicyRunner.RunAsync(policy, file, stream => stream.WriteAsync(new byte[bytes]).AsTask()).ConfigureAwait(false);
                break;
            case "opened":
                await using (var opened = new OpenedFilePolicy(policy).Follow(file))
                {
                    opened.Write(new byte[bytes]);
                }

                break;
            case "by hand":
                await using (var wrapped = file.DropBehind())
                {
                    wrapped.Write(new byte[bytes]);
                }

                break;
            default:
                PolicyRunner.Run(policy, file, stream => stream.Write(new byte[bytes]));
                break;
        }
    }

    private string Path(string name) => _directory.File(name);

    private long? CachedPages(string name) => PageCache.GetResidency(Path(name)).CachedPages;
}

using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// Each way to use a wrapper or a scope, together with its counterpart: synchronous and asynchronous, disposed of and left open, returning and
/// throwing, once and twice, byte by byte and in blocks.
/// </summary>
public sealed class TwinTests : IDisposable
{
    private const int Window = 64 << 10;
    private const int Bytes = (20 * Window) + 100;
    private const long PagesAWindow = Window / 4096;

    private readonly ScratchDirectory _directory = new();

    private string Fresh => _directory.File("fresh");

    private long? Cached => PageCache.GetResidency(Fresh).CachedPages;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Alternating_bytes_and_blocks_have_a_bounded_peak_and_leave_no_page(bool asFileStream, bool asynchronous)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 4096, asynchronous);
        var scope = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TwinTests)) { WindowBytes = Window }.Entered(file);
        Stream stream = asFileStream ? scope.DropBehind(file)! : new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true });
        var payload = Noise();
        long peak = 0;
        for (var at = 0; at < Bytes;)
        {
            stream.WriteByte(payload[at++]);
            var block = payload.AsMemory(at, Math.Min(5_000, Bytes - at));
            if (asynchronous)
            {
                await stream.WriteAsync(block, TestContext.Current.CancellationToken);
            }
            else
            {
                stream.Write(block.Span);
            }

            at += block.Length;
            peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
        }

        // Three windows, and the folio in which the last write ended.
        Assert.InRange(peak, 1, (3 * PagesAWindow) + 4);
        await Leave(stream, scope, asFileStream, asynchronous);
        Assert.Equal(0, Cached);
        Assert.Equal(payload, File.ReadAllBytes(Fresh));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Single_bytes_have_a_bounded_peak_and_leave_no_page(bool asFileStream)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 4096);
        using var counts = new AdviceCounts();
        var scope = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TwinTests)) { WindowBytes = Window }.Entered(file);
        Stream stream = asFileStream ? scope.DropBehind(file)! : new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true });
        long peak = 0;
        for (var at = 0; at < 5 * Window; at++)
        {
            stream.WriteByte((byte)at);
            peak = at % 1000 == 0 ? Math.Max(peak, Cached!.Value) : peak;
        }

        Assert.InRange(peak, 1, (3 * PagesAWindow) + 4);
        stream.Position = 0;
        for (var at = 0; at < 5 * Window; at++)
        {
            Assert.Equal((byte)at, stream.ReadByte());
            peak = at % 1000 == 0 ? Math.Max(peak, Cached!.Value) : peak;
        }

        Assert.Equal(-1, stream.ReadByte());
        await Leave(stream, scope, asFileStream, asynchronous: false);
        Assert.Equal(0, Cached);
        Assert.Equal(10 * Window, Assert.Single(counts.DroppedBehind).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_throws_before_it_moves_anything_keeps_the_pages(bool asynchronous)
    {
        foreach (var kind in (PolicyKind[])[PolicyKind.DropAfterFullRead, PolicyKind.DropAfterFullWrite])
        {
            foreach (var window in (int[])[0, Window])
            {
                var sample = SampleFile.Create(_directory.File("sample"), Bytes);
                await using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 0, asynchronous);
                var policy = new PagePolicy(kind, nameof(TwinTests)) { WindowBytes = window };
                _ = await Assert.ThrowsAsync<InvalidDataException>(() => Run(policy, file, asynchronous, _ => throw new InvalidDataException()));
                sample.AssertStays();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_with_windows_that_throws_leaves_no_page(bool asynchronous)
    {
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TwinTests)) { WindowBytes = Window };
        _ = await Assert.ThrowsAsync<InvalidDataException>(() => Run(policy, file, asynchronous, async f =>
        {
            if (asynchronous)
            {
                await f.WriteAsync(Noise());
            }
            else
            {
                f.Write(Noise());
            }

            throw new InvalidDataException();
        }));
        Assert.Equal(0, Cached);
        Assert.Equal(Bytes, file.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_automatic_policies_wrap_a_file_once(bool writeFirst)
    {
        var sample = SampleFile.Create(_directory.File("sample"), 2 * DropBehindStream.DefaultWindowBytes);
        var read = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(TwinTests)) { WindowBytes = DropPagesAttribute.AutomaticWindow };
        var write = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TwinTests)) { WindowBytes = DropPagesAttribute.AutomaticWindow };
        foreach (var asStream in (bool[])[false, true])
        {
            await using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 0);
            using var counts = new AdviceCounts();
            await using Stream buffer = asStream ? new BufferedStream(file) : file;
            var (outer, inner) = writeFirst ? (write.Entered(file), read.Entered(file)) : (read.Entered(file), write.Entered(file));
            var once = asStream ? outer.DropBehind(buffer) : outer.DropBehind(file);
            var twice = once is FileStream known ? inner.DropBehind(known) : inner.DropBehind(once);
            Assert.NotSame(buffer, once);
            Assert.Same(once, twice);
            twice.Write(new byte[sample.Bytes]);
            inner.Complete();
            outer.Complete();
            Assert.Equal(0, sample.CachedPages);

            // The stream of the outer policy counts the bytes.
            Assert.Equal([new KeyValuePair<string, long>(writeFirst ? "write:windows" : "read:windows", sample.Bytes)], counts.DroppedBehind);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Dispose_completes_the_wrapper_and_closes_the_file_without_LeaveOpen(bool asynchronous, bool leaveOpen)
    {
        foreach (var byOffset in (bool[])[false, true])
        {
            var file = new FileStream(Fresh, FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
            if (byOffset)
            {
                var dropping = new DropBehindFile(file.SafeFileHandle, new() { WindowBytes = Window, LeaveOpen = leaveOpen });
                dropping.Write(Noise(), 0);
                await DisposeOf(dropping, asynchronous);
            }
            else
            {
                var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = leaveOpen });
                stream.Write(Noise());
                await DisposeOf(stream, asynchronous);
                await DisposeOf(stream, !asynchronous); // Nothing more happens.
            }

            Assert.Equal(!leaveOpen, file.SafeFileHandle.IsClosed);
            Assert.Equal(0, Cached);
            Assert.Equal(Bytes, new FileInfo(Fresh).Length);
            if (leaveOpen)
            {
                await file.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_completion_and_a_second_end_of_a_scope_do_nothing(bool asynchronous)
    {
        using var counts = new AdviceCounts();
        await using var file = new FileStream(Fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        foreach (var window in (int[])[0, Window])
        {
            var scope = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(TwinTests)) { WindowBytes = window }.Entered(file);
            scope.DropBehind(file)!.Write(Noise());
            for (var time = 0; time < 2; time++)
            {
                if (asynchronous)
                {
                    await scope.CompleteAsync();
                    await scope.DisposeAsync();
                }
                else
                {
                    scope.Complete();
                    scope.Dispose();
                }
            }

            Assert.Equal(["read:issued"], counts.Advice);
            counts.Advice.Clear();
        }
    }

    [Theory]
    [InlineData("Complete")]
    [InlineData("CompleteAsync")]
    [InlineData("Dispose")]
    [InlineData("DisposeAsync")]
    public async Task Every_end_of_a_header_scan_turns_readahead_on_again(string end)
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        sample.MakeCold();
        await using var file = sample.OpenRead(bufferSize: 0);
        var scope = new PagePolicy(PolicyKind.HeaderOnly, nameof(TwinTests)).Entered(file);
        file.ReadExactly(new byte[52]);
        Assert.Equal(1, sample.CachedPages);
        switch (end)
        {
            case "Complete":
                scope.Complete();
                break;
            case "CompleteAsync":
                await scope.CompleteAsync();
                break;
            case "Dispose":
                scope.Dispose();
                break;
            default:
                await scope.DisposeAsync();
                break;
        }

        // With POSIX_FADV_RANDOM still set, the kernel would read these pages and no others.
        const int Pages = 16;
        file.Position = 512 << 10;
        for (var page = 0; page < Pages; page++)
        {
            file.ReadExactly(new byte[Environment.SystemPageSize]);
        }

        Assert.InRange(sample.CachedPages, Pages + 2, long.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_that_many_threads_move_are_all_counted(bool asynchronous)
    {
        const int Threads = 8;
        var calls = asynchronous ? 5_000 : 20_000; // An asynchronous call takes longer, because it can switch threads.
        const int Size = 64;
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        using var counts = new AdviceCounts();
        using var file = new DropBehindFile(sample.OpenHandle(), new() { WindowBytes = 1 << 30 });
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            var buffer = new byte[Size];
            start.SignalAndWait(TestContext.Current.CancellationToken);
            for (var call = 0; call < calls; call++)
            {
                var offset = ((thread * calls) + call) % 16_000 * Size;
                var read = asynchronous
                    ? file.ReadAsync(buffer, offset, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult()
                    : file.Read(buffer, offset);
                Assert.Equal(Size, read);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        file.Complete();
        Assert.Equal([new KeyValuePair<string, long>("read:windows", (long)Threads * calls * Size)], counts.DroppedBehind);
        await file.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interrupted_fdatasync_is_repeated_and_a_failed_one_is_reported(bool asynchronous)
    {
        Strace.Require();
        foreach (var (error, expected, times) in ((string, string, int)[])[("EINTR:when=1..3", "completed", 4), ("EIO", "IOException 5", 1), ("EROFS", "IOException 30", 1)])
        {
            var child = ChildProcess.Start(SaveDurably, [Fresh, asynchronous.ToString()]);
            var (result, calls) = Strace.Run(child, "fdatasync,fsync", $"fdatasync:error={error}");
            Assert.Equal(expected, result.OrThrow().Output.Trim());
            var own = calls.Where(call => call.Arguments.Contains("/fresh>", StringComparison.Ordinal)).ToArray();
            Assert.Equal(times, own.Length);
            Assert.All(own, call => Assert.Equal("fdatasync", call.Name));
        }
    }

    internal static void SaveDurably(string[] arguments)
    {
        var asynchronous = bool.Parse(arguments[1]);
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
        var scope = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TwinTests)) { Durable = true }.Entered(file);
        file.Write(new byte[Bytes]);
        try
        {
            if (asynchronous)
            {
                scope.CompleteAsync().GetAwaiter().GetResult();
            }
            else
            {
                scope.Complete();
            }

            Console.WriteLine("completed");
        }
        catch (IOException e)
        {
            Console.WriteLine($"IOException {e.HResult}");
        }
    }

    private static byte[] Noise()
    {
        var bytes = new byte[Bytes];
        new Random(17).NextBytes(bytes);
        return bytes;
    }

    private static Task Run(PagePolicy policy, FileStream file, bool asynchronous, Func<FileStream, Task> body)
    {
        if (asynchronous)
        {
            return PolicyRunner.RunAsync(policy, file, body);
        }

        PolicyRunner.Run(policy, file, f => body(f).GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    private static async Task Leave(Stream stream, PolicyScope scope, bool asFileStream, bool asynchronous)
    {
        if (!asFileStream)
        {
            await DisposeOf(stream, asynchronous);
        }
        else
        {
            await scope.Complete(asynchronous);
        }
    }

    private static ValueTask DisposeOf<T>(T wrapper, bool asynchronous)
        where T : IDisposable, IAsyncDisposable
    {
        if (asynchronous)
        {
            return wrapper.DisposeAsync();
        }

        wrapper.Dispose();
        return default;
    }
}

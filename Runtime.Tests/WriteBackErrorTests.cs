using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// A write-back that fails on a real device. However the body ends, the user gets an <see cref="IOException"/>, or the user's own fsync fails
/// afterwards.
/// </summary>
/// <remarks>
/// The first window fails while the body runs, and the device works again before the body ends. For the user's fsync, the tests make the
/// system call themselves, because <see cref="FileStream.Flush(bool)"/> of .NET 10.0 does not report a failure on Linux.
/// </remarks>
[Collection(OtherSystemTests.ProcessWide)] // FlushAsync reports the failures of the whole process.
public sealed class WriteBackErrorTests(FailingMount device) : IClassFixture<FailingMount>, IDisposable
{
    private const int Window = 1 << 20;

    private static readonly string[] Ways =
        ["plain", "windowed", "uncached", "durable", "background", "background windowed", "stream", "by offset", "path", "path windowed", "directory", "handle"];

    private static readonly string[] Ends = ["returns", "throws", "cancelled"];

    private ScratchDirectory? _directory;

    public static IEnumerable<TheoryDataRow<string, bool, string>> Cases =>
        from way in Ways
        from number in Enumerable.Range(0, 2 * Ends.Length)
        let asynchronous = number % 2 == 1
        let end = Ends[number / 2]
        select new TheoryDataRow<string, bool, string>(way, asynchronous, end);

    public void Dispose()
    {
        if (device.SkipReason is null)
        {
            device.Heal();
        }

        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        _directory?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_failing_window_reaches_the_user_or_the_users_own_fsync(string way, bool asynchronous, string end)
    {
        _directory = device.CreateDirectory();
        var path = _directory.File("fresh");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0, asynchronous);
        var thrown = await Record.ExceptionAsync(() => Run(way, asynchronous, end, file));
        var flushed = await Record.ExceptionAsync(() => PageCache.Background.FlushAsync(TestContext.Current.CancellationToken));
        var isReported = thrown is IOException || flushed is IOException;

        // The user's own descriptor. For a path, the body has closed its descriptor, so another one is opened afterwards.
        await using var users = IsPath(way) ? new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite) : null;
        var synced = Kernel.SyncData((users ?? file).SafeFileHandle);
        Assert.True(isReported || Errno.MeansDataAtRisk(synced), $"{thrown?.Message ?? "no exception"}; then fdatasync: {synced}");
        Assert.True(end == "returns" ? isReported : way == "by offset" || thrown is IOException or InvalidDataException or OperationCanceledException, thrown?.ToString());
        if (IsPath(way) && end != "returns")
        {
            // The body writes through its own stream, so it throws no other exception.
            Assert.IsType(end == "throws" ? typeof(InvalidDataException) : typeof(OperationCanceledException), thrown);
        }
    }

    /// <summary>The stream writes back when it is closed, which is the step before the flush.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_that_drops_behind_names_the_step_that_failed(bool asynchronous)
    {
        _directory = device.CreateDirectory();
        var path = _directory.File("saved");
        device.Fail();
        await using var file = DurableFile.Create(path, new() { DropBehind = new() { WindowBytes = Window } });
        file.Stream.Write(new byte[Window / 2]);
        var failure = await Assert.ThrowsAsync<DurableFileException>(async () =>
        {
            if (asynchronous)
            {
                await file.CommitAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                file.Commit();
            }
        });
        Assert.Equal((DurableFileStep.WriteTemporaryFile, path), (failure.Step, failure.Path));
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void Without_a_failure_nothing_is_reported()
    {
        _directory = device.CreateDirectory();
        using var file = File.Create(_directory.File("fresh"));
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(WriteBackErrorTests)) { WindowBytes = Window }, file, f => f.Write(new byte[3 * Window]));
        Assert.Equal(0, Kernel.SyncData(file.SafeFileHandle));
    }

    private static bool IsPath(string way) => way.StartsWith("path", StringComparison.Ordinal) || way == "directory";

    private async Task Run(string way, bool asynchronous, string end, FileStream file)
    {
        switch (way)
        {
            case "stream":
                await using (var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true }))
                {
                    await Write(stream, file.SafeFileHandle, asynchronous, end);
                }

                break;
            case "by offset":
                await using (var dropping = new DropBehindFile(file.SafeFileHandle, new() { WindowBytes = Window, LeaveOpen = true }))
                {
                    await Write(new ByOffset(dropping), file.SafeFileHandle, asynchronous, end);
                }

                break;
            default:
                await RunUnderPolicy(way, asynchronous, end, file);
                break;
        }
    }

    private async Task RunUnderPolicy(string way, bool asynchronous, string end, FileStream file)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(WriteBackErrorTests))
        {
            WindowBytes = way.EndsWith("windowed", StringComparison.Ordinal) || way == "uncached" ? Window : 0,
            Mode = way == "uncached" ? DropBehindMode.Uncached : DropBehindMode.Windowed,
            Durable = way == "durable",
            Recurse = way == "directory",
            Background = way.StartsWith("background", StringComparison.Ordinal),
        };
        PolicyScope scope;
        switch (way)
        {
            case "path" or "path windowed":
                policy.Enter(file.Name, out scope);
                break;
            case "directory":
                policy.Enter(_directory!.Path, out scope);
                break;
            case "handle":
                policy.Enter(file.SafeFileHandle, out scope);
                break;
            default:
                policy.Enter(file, out scope);
                break;
        }

        try
        {
            if (IsPath(way))
            {
                await using var own = new FileStream(file.Name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0, asynchronous);
                await Write(own, own.SafeFileHandle, asynchronous, end);
            }
            else
            {
                await Write(scope.DropBehind(file)!, file.SafeFileHandle, asynchronous, end);
            }

            await scope.Complete(asynchronous);
        }
        finally
        {
            await scope.Dispose(asynchronous);
        }
    }

    private async Task Write(Stream stream, SafeFileHandle file, bool asynchronous, string end)
    {
        using var cancellation = new CancellationTokenSource();
        device.Fail();
        await WriteWindow(CancellationToken.None);

        // The kernel's own flusher could do this at any moment.
        WriteBack.Start(file, ByteRange.From(0, Window));
        while (PageCache.GetResidency(file) is { } pages && pages.DirtyPages + pages.WriteBackPages > 0)
        {
            await Task.Yield();
        }

        device.Heal();
        await WriteWindow(CancellationToken.None);
        if (end == "throws")
        {
            throw new InvalidDataException("the body's own");
        }

        if (end == "cancelled")
        {
            await cancellation.CancelAsync();
            cancellation.Token.ThrowIfCancellationRequested();
        }

        ValueTask WriteWindow(CancellationToken token)
        {
            if (asynchronous)
            {
                return stream.WriteAsync(new byte[Window], token);
            }

            stream.Write(new byte[Window]);
            return default;
        }
    }

    /// <summary>A stream that writes to a <see cref="DropBehindFile"/> by offset.</summary>
    private sealed class ByOffset(DropBehindFile file) : MemoryStream
    {
        private long _offset;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            file.Write(buffer, _offset);
            _offset += buffer.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await file.WriteAsync(buffer, _offset, cancellationToken);
            _offset += buffer.Length;
        }
    }
}

using System.Runtime.InteropServices;
using IoPolicy;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace Generators.Tests.Running;

/// <summary>
/// The write-back of a window fails on a real device while a wrapped body runs. If the body returns, the call or the flush of the background
/// queue throws an <see cref="IOException"/>. If the body throws, the user's own <c>fdatasync</c> may fail instead.
/// </summary>
/// <remarks>
/// The device works again before the body ends, so only the lost bytes can raise the error. The test calls
/// <c>fdatasync</c> itself: <see cref="FileStream.Flush(bool)"/> of .NET 10.0 reports no failure on Linux.
/// </remarks>
[Collection(nameof(OneAtATime))]
public sealed partial class WriteBackErrorTests(WriteBackErrorTests.Methods methods, FailingMount device)
    : IClassFixture<WriteBackErrorTests.Methods>, IClassFixture<FailingMount>, IDisposable
{
    private const int Window = 2 << 20;
    private const int Half = Window / 2;
    private const string Returns = "Work.Write(file);";
    private const string Throws = "Work.Write(file); throw new InvalidTimeZoneException(\"the body's own\");";
    private const string Cancelled = "Work.Write(file); throw new OperationCanceledException(\"the body's own\");";

    private ScratchDirectory? _directory;

    public static MatrixTheoryData<Declared, bool, string, string, string> Rows =>
        new(
            Enum.GetValues<Declared>(),
            [false, true],
            ["FileStream", "Stream"],
            ["", ", Mode = DropBehindMode.Uncached", ", Background = true"],
            [Returns, Throws, Cancelled]);

    public void Dispose()
    {
        if (device.SkipReason is null)
        {
            device.Heal();
        }

        _ = Record.Exception(() => PageCache.Background.FlushAsync().GetAwaiter().GetResult());
        _directory?.Dispose();
    }

    /// <summary>Half a window: the body has ended before anything waits for its write-back.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task After_the_body_the_caller_or_the_users_own_fsync_gets_the_error(Declared declared, bool isAsync, string type, string options, string body)
    {
        var (thrown, isReported) = await RunOnFailingDevice(Methods.Create(declared, isAsync, type, options, body), halves: 1);
        Assert.True(isReported, $"The first bytes are lost, fdatasync returns normally, and the caller gets {thrown?.Message ?? "no exception"}");
        if (body != Returns)
        {
            Assert.Equal("the body's own", thrown?.Message);
        }
    }

    /// <summary>More than a window: a later write waits for the first bytes, so the body itself may get the error.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Within_the_body_a_later_write_or_the_users_own_fsync_gets_the_error(Declared declared, bool isAsync, string type, string options, string body)
    {
        var (thrown, isReported) = await RunOnFailingDevice(Methods.Create(declared, isAsync, type, options, body), halves: 3);
        Assert.True(isReported, $"The first bytes are lost, fdatasync returns normally, and the caller gets {thrown?.Message ?? "no exception"}");
    }

    /// <summary>The control: the same calls on a device that works.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Without_a_failure_only_the_bodys_own_exception_is_thrown(Declared declared, bool isAsync, string type, string options, string body)
    {
        using var file = Create(isAsync);
        var thrown = Record.Exception(() => methods.Run(Methods.Create(declared, isAsync, type, options, body), file, 3 * Window));
        Assert.Equal(body == Returns ? null : "the body's own", thrown?.Message);
        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, SyncData(file.SafeFileHandle));
    }

    private async Task<(Exception? Thrown, bool IsReported)> RunOnFailingDevice(MovingMethod method, int halves)
    {
        Assert.Equal(1, methods.WrappedStreams(method));
        using var file = Create(method.IsAsync);
        device.Fail();
        var thrown = Record.Exception(() => methods.Run(method, file, halves * Half, afterBlock: () => LoseFirstHalf(file)));
        var flushed = await Record.ExceptionAsync(() => PageCache.Background.FlushAsync(TestContext.Current.CancellationToken));
        var isThrown = thrown is IOException || flushed is IOException;
        if (method.Body == Returns)
        {
            return (thrown, isThrown);
        }

        return (thrown, SyncData(file.SafeFileHandle) != 0 || isThrown);
    }

    private FileStream Create(bool isAsync)
    {
        _directory = device.CreateDirectory();
        return new FileStream(_directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0, isAsync);
    }

    /// <summary>Writes the first block back, as the kernel's flusher may do at any moment, and lets the device work again.</summary>
    private void LoseFirstHalf(FileStream file)
    {
        if (file.Length > Half)
        {
            return;
        }

        _ = StartWriteBack(file.SafeFileHandle, 0, 0, StartOnly);
        while (PageCache.GetResidency(file.SafeFileHandle) is { } pages && pages.DirtyPages + pages.WriteBackPages > 0)
        {
            Thread.Yield();
        }

        device.Heal();
    }

    private const uint StartOnly = 2; // SYNC_FILE_RANGE_WRITE

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int StartWriteBack(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int SyncData(SafeFileHandle file);

    public sealed class Methods() : MovingMethods(
        from row in Rows
        let data = row.Data
        select Create(data.Item1, data.Item2, data.Item3, data.Item4, data.Item5))
    {
        internal static MovingMethod Create(Declared declared, bool isAsync, string type, string options, string body) =>
            new(declared, isAsync, type, $"DropPagesAfterFullWrite(WindowBytes = 2_097_152{options})", body);
    }
}

using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// ext4 with <c>errors=remount-ro</c> aborts between a write and its write-back. EROFS then means that the bytes are lost, so the user gets
/// an <see cref="IOException"/>.
/// </summary>
[Collection(OtherSystemTests.ProcessWide)] // FlushAsync reports the failures of the whole process.
public sealed class ReadOnlyAfterErrorTests : IDisposable
{
    private const int ReadOnly = 30; // EROFS
    private const int Window = 64 << 10;
    private const int Bytes = (3 * Window) + 100; // The last bytes fill no step, so they are still dirty at the end.

    private readonly ReadOnlyAfterErrorMount _mount = new();
    private ScratchDirectory? _directory;

    public static TheoryData<string, bool> Ways => new()
    {
        { "plain", false },
        { "plain", true },
        { "durable", false },
        { "durable", true },
        { "windowed", false },
        { "windowed", true },
        { "durable windowed", false },
        { "durable windowed", true },
        { "background", false },
        { "background", true },
        { "durable handle", false },
        { "durable handle", true },
        { "durable path", false },
        { "path", true },
        { "durable stream", false },
        { "durable stream", true },
        { "durable by offset", false },
        { "durable by offset", true },
        { "durable direct", false },
        { "direct", false },
        { "direct in the background", false },
    };

    public void Dispose()
    {
        // The file system stays read-only, so the directory cannot be deleted. It disappears with the mount.
        GC.KeepAlive(_directory);
        _mount.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_write_that_the_file_system_loses_is_reported(string way, bool asynchronous)
    {
        _directory = _mount.CreateDirectory();
        await using var file = new FileStream(_directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0, asynchronous);
        var thrown = await Record.ExceptionAsync(() => Run(way, asynchronous, file));
        var flushed = await Record.ExceptionAsync(() => PageCache.Background.FlushAsync(TestContext.Current.CancellationToken));
        var reported = Assert.IsType<IOException>(way.Contains("background", StringComparison.Ordinal) ? flushed : thrown);
        Assert.Equal(ReadOnly, reported.HResult);
        Assert.Contains(file.Name, reported.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_descriptor_has_lost_no_data()
    {
        _directory = _mount.CreateDirectory();
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var file = sample.OpenHandle();
        ReadOnlyAfterErrorMount.Abort(_directory);
        Assert.Equal(ReadOnly, Kernel.SyncData(file));
        Assert.Equal(new AdviceOutcome(AdviceStatus.Refused, ReadOnly), PageCache.WriteBackAndDrop(file, durable: true));
        Assert.Equal(AdviceStatus.Queued, PageCache.Background.WriteBackAndDrop(file).Status);
        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file).Status);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void Outside_64_bit_Linux_the_failure_of_a_durable_write_is_reported()
    {
        _directory = _mount.CreateDirectory();
        var path = _directory.File("fresh");
        File.WriteAllBytes(path, new byte[Bytes]);
        ReadOnlyAfterErrorMount.Abort(_directory);

        // Opening the file for writing would fail with EROFS now, so the child opens it only for reading.
        Assert.Equal($"{ReadOnly}", ChildProcess.Run(MakeDurableWithoutSupport, [path]).OrThrow().Output.Trim());
    }

    internal static void MakeDurableWithoutSupport(string[] arguments)
    {
        Kernel.IsSupported = false;
        using var file = File.OpenHandle(arguments[0]);
        try
        {
            var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(ReadOnlyAfterErrorTests)) { Durable = true };
            policy.Entered(file).Complete();
            Console.WriteLine("completed");
        }
        catch (IOException e)
        {
            Console.WriteLine(e.HResult);
        }
    }

    private async Task Run(string way, bool asynchronous, FileStream file)
    {
        var durable = way.StartsWith("durable", StringComparison.Ordinal);
        switch (way)
        {
            case "durable stream":
                await Leave(new DropBehindStream(file, new() { WindowBytes = Window, Durable = durable, LeaveOpen = true }), stream => Write(stream, asynchronous), asynchronous);
                break;
            case "durable by offset":
                await Leave(
                    new DropBehindFile(file.SafeFileHandle, new() { WindowBytes = Window, Durable = durable, LeaveOpen = true }),
                    async dropping =>
                    {
                        await dropping.WriteAsync(new byte[Bytes], 0, CancellationToken.None);
                        ReadOnlyAfterErrorMount.Abort(_directory!);
                    },
                    asynchronous);
                break;
            case "direct" or "durable direct":
                await Write(file, asynchronous);
                _ = PageCache.WriteBackAndDrop(file.SafeFileHandle, durable: durable);
                break;
            case "direct in the background":
                await Write(file, asynchronous);
                Assert.Equal(AdviceStatus.Queued, PageCache.Background.WriteBackAndDrop(file.SafeFileHandle).Status);
                break;
            default:
                await RunUnderPolicy(way, asynchronous, file);
                break;
        }
    }

    private async Task RunUnderPolicy(string way, bool asynchronous, FileStream file)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(ReadOnlyAfterErrorTests))
        {
            WindowBytes = way.EndsWith("windowed", StringComparison.Ordinal) ? Window : 0,
            Durable = way.StartsWith("durable", StringComparison.Ordinal),
            Background = way == "background",
        };
        var scope = way.EndsWith("path", StringComparison.Ordinal) ? policy.Entered(file.Name)
            : way.EndsWith("handle", StringComparison.Ordinal) ? policy.Entered(file.SafeFileHandle)
            : policy.Entered(file);
        await Write(scope.DropBehind(file)!, asynchronous);
        await scope.Complete(asynchronous);
    }

    private async Task Write(Stream stream, bool asynchronous)
    {
        if (asynchronous)
        {
            await stream.WriteAsync(new byte[Bytes]);
        }
        else
        {
            stream.Write(new byte[Bytes]);
        }

        ReadOnlyAfterErrorMount.Abort(_directory!);
    }

    private static async Task Leave<T>(T wrapper, Func<T, Task> body, bool asynchronous)
        where T : IDisposable, IAsyncDisposable
    {
        await body(wrapper);
        if (asynchronous)
        {
            await wrapper.DisposeAsync();
        }
        else
        {
            wrapper.Dispose();
        }
    }
}

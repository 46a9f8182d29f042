using System.Runtime.InteropServices;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>A call closes its separate descriptors at once, even if it fails. It does not leave them to the garbage collector.</summary>
[Collection(OtherSystemTests.ProcessWide)] // FlushAsync reports the failures of the whole process.
public sealed partial class DescriptorTests(FailingMount device) : IClassFixture<FailingMount>, IDisposable
{
    private const int Window = 64 << 10;
    private const int Rounds = 20;

    private readonly ScratchDirectory _scratch = new();
    private ScratchDirectory? _onDevice;

    public void Dispose()
    {
        if (device.SkipReason is null)
        {
            device.Heal();
        }

        _onDevice?.Dispose();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flush_that_fails_leaves_no_descriptor(bool asynchronous)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DescriptorTests)) { Background = true };
        var path = _scratch.File("fresh");
        await using var file = new UnflushableFile(path);
        for (var round = 0; round < Rounds; round++)
        {
            file.Fails = false;
            var scope = policy.Entered(file); // Reads SafeFileHandle, and .NET flushes the buffer for that.
            file.Fails = true;
            file.Position = Window;
            _ = await Assert.ThrowsAsync<IOException>(async () =>
            {
                await scope.Complete(asynchronous);
            });
            file.Position = 0;
        }

        Assert.Equal(1, Descriptors(path));
    }

    [Theory]
    [InlineData(false, false, 4)] // The write of the window after the failed one throws.
    [InlineData(true, false, 4)]
    [InlineData(false, true, 4)]
    [InlineData(true, true, 4)]
    [InlineData(false, true, 1)] // The only window fails on another thread, and Complete throws.
    [InlineData(true, true, 1)]
    public async Task A_window_that_fails_leaves_no_descriptor(bool background, bool asynchronous, int windows)
    {
        _onDevice = device.CreateDirectory();
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DescriptorTests)) { WindowBytes = Window, Background = background };
        device.Fail();
        for (var round = 0; round < Rounds; round++)
        {
            var path = _onDevice.File($"fresh-{round}");
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
            _ = await Assert.ThrowsAsync<IOException>(async () =>
            {
                if (asynchronous)
                {
                    await PolicyRunner.RunAsync(policy, file, f => f.WriteAsync(new byte[windows * Window]).AsTask());
                }
                else
                {
                    PolicyRunner.Run(policy, file, f => f.Write(new byte[windows * Window]));
                }
            });
            _ = await Record.ExceptionAsync(() => PageCache.Background.FlushAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1, Descriptors(path));
        }
    }

    [Theory]
    [InlineData("stream", false)]
    [InlineData("stream", true)]
    [InlineData("by offset", false)]
    [InlineData("by offset", true)]
    [InlineData("scope that throws", false)]
    [InlineData("scope that throws", true)]
    public async Task A_window_that_succeeds_leaves_no_descriptor(string way, bool asynchronous)
    {
        var path = _scratch.File("fresh");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0, asynchronous);
        switch (way)
        {
            case "stream":
                var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true });
                stream.Write(new byte[3 * Window]);
                Assert.Equal(2, Descriptors(path));
                stream.Complete();
                Assert.Equal(1, Descriptors(path));
                stream.Write(new byte[3 * Window]);
                await Leave(stream, asynchronous);
                break;
            case "by offset":
                var dropping = new DropBehindFile(file.SafeFileHandle, new() { WindowBytes = Window, LeaveOpen = true });
                dropping.Write(new byte[3 * Window], 0);
                await dropping.CompleteAsync();
                Assert.Equal(1, Descriptors(path));
                dropping.Write(new byte[3 * Window], 0);
                await Leave(dropping, asynchronous);
                break;
            default:
                var scope = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DescriptorTests)) { WindowBytes = Window }.Entered(file);
                scope.DropBehind(file)!.Write(new byte[3 * Window]);
                await scope.Dispose(asynchronous);

                break;
        }

        Assert.Equal(1, Descriptors(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_result_whose_flush_fails_is_returned_unchanged(bool asynchronous)
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DescriptorTests));
        var path = _scratch.File("fresh");
        for (var round = 0; round < Rounds; round++)
        {
            Stream result = new UnflushableFile(path);
            result.Position = Window;
            Assert.Same(result, policy.Follow(result));
            await Leave(result, asynchronous);
        }

        Assert.Equal(0, Descriptors(path));
    }

    [Fact]
    public void Advice_without_a_thread_is_refused_and_leaves_no_descriptor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Another user's limit of processes needs Linux and root.");
        Assert.SkipWhen(Tools.Missing("setpriv", "util-linux") is not null, "setpriv is missing.");
        using var directory = new ScratchDirectory("/tmp");
        var sample = SampleFile.Create(directory.File("sample"), Window);
        _ = Shell.Run("chmod", "755", directory.Path).OrThrow();
        var reach = Shell.RunAs(new System.Diagnostics.ProcessStartInfo("test", ["-r", typeof(DescriptorTests).Assembly.Location]), "nobody");
        Assert.SkipUnless(reach.Succeeded, "The test program is out of reach for another user: a directory above it lets no other user pass.");
        var child = ChildProcess.Start(QueueWithoutThread, [sample.Path], ("DOTNET_EnableDiagnostics", "0"));
        // EAGAIN is 11. Only the descriptor of the child itself is open.
        Assert.Equal("Refused 11, 1 open; Queued 0", Shell.RunAs(child, "nobody").OrThrow().Output.Trim());
    }

    internal static void QueueWithoutThread(string[] arguments)
    {
        const int Processes = 6; // RLIMIT_NPROC
        using var file = File.OpenHandle(arguments[0]);
        _ = Descriptors(arguments[0]);
        var unlimited = default(Limit);
        _ = GetLimit(Processes, ref unlimited);
        var none = unlimited with { Soft = 0 };
        if (SetLimit(Processes, ref none) != 0)
        {
            throw new InvalidOperationException("The limit cannot be set.");
        }

        var refused = PageCache.Background.Drop(file);
        var open = Descriptors(arguments[0]);
        _ = SetLimit(Processes, ref unlimited);
        var queued = PageCache.Background.Drop(file);
        Console.WriteLine($"{refused.Status} {refused.Errno}, {open} open; {queued.Status} {queued.Errno}");
    }

    private static int Descriptors(string path) =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == path);

    private static ValueTask Leave<T>(T wrapper, bool asynchronous)
        where T : IDisposable, IAsyncDisposable
    {
        if (asynchronous)
        {
            return wrapper.DisposeAsync();
        }

        wrapper.Dispose();
        return default;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ref Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ref Limit limit);

    private record struct Limit(nuint Soft, nuint Hard);

    private sealed class UnflushableFile(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0)
    {
        internal const string Failure = "the flush failed";

        internal bool Fails { get; set; } = true;

        public override void Flush(bool flushToDisk) => FailIfAsked();

        public override void Flush() => FailIfAsked();

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            FailIfAsked();
            return Task.CompletedTask;
        }

        private void FailIfAsked()
        {
            if (Fails)
            {
                throw new IOException(Failure);
            }
        }
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.DropBehind;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>Many threads at once, files that are closed meanwhile, and streams that are never closed cause no error and no leak.</summary>
public sealed class LifetimeTests(MemoryMount memory) : IClassFixture<MemoryMount>, IDisposable
{
    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(LifetimeTests)) { WindowBytes = 1 << 16 };
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(LifetimeTests)) { WindowBytes = 1 << 16 };

    private static readonly PagePolicy Later = new(PolicyKind.DropAfterFullWrite, nameof(LifetimeTests)) { Background = true };

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Sixty_four_threads_save_and_load_at_once()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, 64).Select(number => new Thread(() =>
        {
            try
            {
                SaveAndLoad(_directory.File($"file-{number}"), number);
            }
#pragma warning disable CA1031 // Shown by the assertion.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures.Enqueue(e);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Sixty_four_tasks_save_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async number =>
        {
            await using var file = new FileStream(_directory.File($"file-{number}"), FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
            await PolicyRunner.RunAsync(Write, file, async f =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await f.WriteAsync(new byte[50_000]);
                }
            });
            Assert.Equal(0, PageCache.GetResidency(file.SafeFileHandle).CachedPages);
        }));
    }

    [Fact]
    public void A_handle_that_another_thread_closes_during_advice_throws_nothing()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 4 << 20);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(LifetimeTests));
        for (var round = 0; round < 200; round++)
        {
            using var handle = sample.OpenHandle();
            using var barrier = new Barrier(2);
            var closer = new Thread(() =>
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                handle.Dispose();
            });
            closer.Start();
            policy.Enter(handle, out var scope);
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            scope.Complete();
            closer.Join();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_the_users_write_throws_if_another_thread_closes_the_file(bool byOffset)
    {
        var block = new byte[1 << 16];
        for (var round = 0; round < 60; round++)
        {
            var path = _directory.File($"closed-{round}");
            using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
            var handle = file.SafeFileHandle;
            using var started = new SemaphoreSlim(0);
            var writer = Task.Run(() =>
            {
                try
                {
                    if (byOffset)
                    {
                        using var dropping = new DropBehindFile(handle, new() { WindowBytes = 1 << 16, LeaveOpen = true });
                        for (var offset = 0; offset < 32 * block.Length; offset += block.Length)
                        {
                            dropping.Write(block, offset);
                            _ = started.Release();
                        }
                    }
                    else
                    {
                        PolicyRunner.Run(Write, file, f =>
                        {
                            for (var i = 0; i < 32; i++)
                            {
                                f.Write(block);
                                _ = started.Release();
                            }
                        });
                    }
                }
                catch (ObjectDisposedException)
                {
                    // The user's own write found the file closed.
                }
            }, TestContext.Current.CancellationToken);
            await started.WaitAsync(TestContext.Current.CancellationToken);
            handle.Dispose();
            await writer;
            File.Delete(path);
        }
    }

    /// <summary>Another thread closes the handle after the write, but before the step of the window.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handle_that_is_closed_before_its_step_fails_nothing(bool asynchronous)
    {
        const int Bytes = 1 << 16;
        var path = _directory.File("closed");
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var file = new DropBehindFile(handle, new() { WindowBytes = Bytes });
        using var buffer = new ClosingBuffer(new byte[Bytes], handle);
        ReadOnlyMemory<byte>[] buffers = [buffer.Memory];
        if (asynchronous)
        {
            await file.WriteAsync(buffers, 0, TestContext.Current.CancellationToken);
            await file.CompleteAsync();
            await file.DisposeAsync();
        }
        else
        {
            file.Write(buffers, 0);
            file.Complete();
            file.Dispose();
        }

        Assert.Equal(Bytes, new FileInfo(path).Length);
    }

    /// <summary>A buffer that closes a handle when it is unpinned, which is after the system call.</summary>
    private sealed class ClosingBuffer(byte[] bytes, SafeFileHandle handle) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => bytes;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            var array = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            return new((byte*)array.AddrOfPinnedObject() + elementIndex, array, this);
        }

        public override void Unpin() => handle.Dispose();

        protected override void Dispose(bool disposing)
        {
        }
    }

    /// <summary>
    /// The list of the thread that examines followed files has only the followers of running methods. Otherwise each call would leave an
    /// object that is examined forever. The stack of the thread holds the last follower until the thread examines another one.
    /// </summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_follower_of_an_ended_method_is_collected(bool asynchronous, bool threw)
    {
        var follower = await FollowOnce(asynchronous, threw);
        for (var limit = Stopwatch.StartNew(); follower.IsAlive && limit.Elapsed < TimeSpan.FromSeconds(20);)
        {
            _ = await FollowOnce(asynchronous, threw);
            GC.Collect();
        }

        Assert.False(follower.IsAlive);
    }

    /// <summary>A separate method, because in a debug build a local variable lives until the end of its method.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> FollowOnce(bool asynchronous, bool threw)
    {
        var target = AdviceTarget.From(SampleFile.Create(_directory.File("followed"), 1 << 16).Path);
        var follower = PathFollower.TryStart(new AdviceRequest(Write.Terms, target, AdviceTarget.NoPosition))!;
        if (asynchronous)
        {
            await follower.CompleteAsync(threw);
        }
        else
        {
            follower.Complete(threw);
        }

        return new WeakReference(follower);
    }

    [Fact]
    public async Task Cancellation_at_any_moment_of_a_window_leaves_the_bytes_before_it()
    {
        var payload = new byte[4 << 20];
        new Random(9).NextBytes(payload);
        for (var round = 0; round < 40; round++)
        {
            var path = _directory.File($"cancelled-{round}");
            using var cancellation = new CancellationTokenSource();
            await using (var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0, useAsync: true))
            {
                var written = new Progress(round, cancellation);
                try
                {
                    await PolicyRunner.RunAsync(Write, file, async f =>
                    {
                        for (var done = 0; done < payload.Length; done += 40_000)
                        {
                            written.Report(done);
                            await f.WriteAsync(payload.AsMemory(done, Math.Min(40_000, payload.Length - done)), cancellation.Token);
                        }
                    });
                }
                catch (OperationCanceledException)
                {
                    // The test cancelled the write.
                }

                Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
            }

            var left = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.True(payload.AsSpan(0, left.Length).SequenceEqual(left));
            File.Delete(path);
        }
    }

    /// <summary>Cancels from another thread, at an arbitrary moment after the write has reached an offset that differs in each round.</summary>
    private sealed class Progress(int round, CancellationTokenSource cancellation)
    {
        internal void Report(int done)
        {
            if (done / 40_000 == 2 * round)
            {
                _ = Task.Run(cancellation.Cancel);
            }
        }
    }

    [Fact]
    public void A_forgotten_stream_does_not_close_the_users_file()
    {
        using var file = File.Create(_directory.File("sample"));
        Forget(file);
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        file.Write(new byte[100]);
        file.Flush();
        Assert.Equal((1 << 17) + 100, file.Length);
        Assert.False(file.SafeFileHandle.IsClosed);
    }

    [Fact]
    public void Many_saves_leak_no_descriptor()
    {
        // On tmpfs, where nothing waits for a device, and in a separate process, where no other test opens descriptors.
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        using var directory = new ScratchDirectory("/dev/shm");
        Assert.Equal("0", ChildProcess.Run(CountLeaks, [directory.Path, Environment.GetEnvironmentVariable("IOPOLICY_TEST_SAVES") ?? "10000"]).OrThrow().Output.Trim());
    }

    [Fact]
    public void Saves_with_issued_advice_leak_no_descriptor()
    {
        using var directory = memory.CreateDirectory();
        Assert.Equal("0", ChildProcess.Run(CountLeaks, [directory.Path, "3000"]).OrThrow().Output.Trim());
    }

    internal static void CountLeaks(string[] arguments)
    {
        var path = Path.Combine(arguments[0], "file");
        var block = new byte[4096];
        void Save(int number)
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
            switch (number % 6)
            {
                case 0:
                    PolicyRunner.Run(Write, file, f => f.Write(block));
                    break;
                case 1:
                    Write.Entered(path).Complete();
                    break;
                case 2:
                    Write.Enter(file, out var scope);
                    file.Write(block);
                    scope.Dispose();
                    break;
                case 3:
                    Later.Entered(file).Complete();
                    break;
                case 4:
                    var positioned = new DropBehindFile(file.SafeFileHandle, new() { WindowBytes = 1 << 16, LeaveOpen = true });
                    positioned.Write(block, 0);
                    positioned.Dispose();
                    break;
                default:
                    Write.Enter(file, out var asynchronous);
                    asynchronous.DropBehind(file)!.WriteAsync(block).AsTask().GetAwaiter().GetResult();
                    asynchronous.CompleteAsync().GetAwaiter().GetResult();
                    break;
            }
        }

        var saves = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture);
        for (var number = 0; number < saves; number++)
        {
            Save(number);
        }

        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
        Console.WriteLine(Directory.GetFileSystemEntries("/proc/self/fd")
            .Count(entry => new FileInfo(entry).LinkTarget?.StartsWith(arguments[0], StringComparison.Ordinal) == true));
    }

    private static void Forget(FileStream file)
    {
        var body = Write.Entered(file).DropBehind(file)!;
        body.Write(new byte[1 << 17]);
    }

    private static void SaveAndLoad(string path, int number)
    {
        var payload = new byte[300_000 + number];
        new Random(number).NextBytes(payload);
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        for (var round = 0; round < 3; round++)
        {
            file.Position = 0;
            PolicyRunner.Run(Write, file, f => f.Write(payload));
            file.Position = 0;
            var read = new MemoryStream();
            PolicyRunner.Run(Read, file, f => f.CopyTo(read));
            Assert.Equal(payload, read.ToArray());
            Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        }
    }
}

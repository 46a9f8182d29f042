using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Many threads, files that are closed meanwhile, streams that are forgotten: no error, no leak.</summary>
public sealed class LifetimeTests : IDisposable
{
    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(LifetimeTests)) { WindowBytes = 1 << 16 };
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(LifetimeTests)) { WindowBytes = 1 << 16 };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sixty_four_threads_save_and_load_at_once()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, 64).Select(number => new Thread(() =>
        {
            try
            {
                SaveAndLoad(_folder.File($"file-{number}"), number);
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
            await using var file = new FileStream(_folder.File($"file-{number}"), FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
            await Body.RunAsync(Write, file, async f =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await f.WriteAsync(new byte[50_000]);
                }
            });
            Assert.Equal(0, Residency.Of(file.SafeFileHandle).CachedPages);
        }));
    }

    [Fact]
    public void A_handle_that_another_thread_closes_during_the_hint_fails_nothing()
    {
        var sample = SampleFile.Create(_folder.File("sample"), 4 << 20);
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
            var scope = policy.Enter(handle);
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            scope.Complete();
            closer.Join();
        }
    }

    [Fact]
    public void A_forgotten_stream_closes_nothing_of_the_users()
    {
        using var file = File.Create(_folder.File("sample"));
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
    public void A_hundred_thousand_saves_leak_no_descriptor()
    {
        // On tmpfs, where nothing waits for a device; in a process of its own, whose descriptors nobody else opens.
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        using var folder = new ScratchFolder("/dev/shm");
        Assert.Equal("0", ChildProcess.Run(CountLeaks, [folder.Path]).OrThrow().Output.Trim());
    }

    internal static void CountLeaks(string[] arguments)
    {
        var path = Path.Combine(arguments[0], "file");
        var block = new byte[4096];
        void Save(int number)
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
            switch (number % 4)
            {
                case 0:
                    Body.Run(Write, file, f => f.Write(block));
                    break;
                case 1:
                    Write.Enter(path).Complete();
                    break;
                case 2:
                    var scope = Write.Enter(file);
                    file.Write(block);
                    scope.Dispose();
                    break;
                default:
                    var asynchronous = Write.Enter(file);
                    asynchronous.DropBehind(file)!.WriteAsync(block).AsTask().GetAwaiter().GetResult();
                    asynchronous.CompleteAsync().AsTask().GetAwaiter().GetResult();
                    break;
            }
        }

        for (var number = 0; number < 100; number++)
        {
            Save(number);
        }

        var before = Descriptors();
        for (var number = 0; number < 100_000; number++)
        {
            Save(number);
        }

        Console.WriteLine(Math.Max(0, Descriptors() - before));
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static void Forget(FileStream file)
    {
        var body = Write.Enter(file).DropBehind(file)!;
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
            Body.Run(Write, file, f => f.Write(payload));
            file.Position = 0;
            var read = new MemoryStream();
            Body.Run(Read, file, f => f.CopyTo(read));
            Assert.Equal(payload, read.ToArray());
            Assert.Equal(0, Residency.Of(path).CachedPages);
        }
    }
}

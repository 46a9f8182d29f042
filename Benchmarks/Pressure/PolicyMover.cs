using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CompilerServices;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Saves and loads by annotated methods, as a user writes them. It runs in its own process, as <c>mover.c</c> does.</summary>
internal static partial class PolicyMover
{
    internal const string CommandName = "pressure-mover";

    private const int Piece = 1 << 20;

    private static readonly ArraySegment<byte> Buffer = CreateBuffer();

    private static readonly PagePolicy SaveFollowed = new(PolicyKind.DropAfterFullWrite, nameof(SaveFollowed)) { WindowBytes = DropBehindStream.DefaultWindowBytes };

    private static readonly PagePolicy LoadFollowed = new(PolicyKind.DropAfterFullRead, nameof(LoadFollowed)) { WindowBytes = DropBehindStream.DefaultWindowBytes };

    internal static Command Command()
    {
        var direction = new Argument<string>("direction");
        var way = new Argument<string>("way");
        var file = new Argument<string>("file");
        var bytes = new Argument<long>("bytes");
        var threads = new Argument<int>("threads") { DefaultValueFactory = _ => 0 };
        var command = new Command(CommandName) { direction, way, file, bytes, threads };
        command.SetAction(async (parse, cancellation) =>
        {
            var isSave = parse.GetValue(direction) == "save";
            var path = parse.GetValue(file)!;
            await WarmUpAsync(path + ".warm", isSave, parse.GetValue(way)!, cancellation).ConfigureAwait(false);
            Console.WriteLine("ready");
            _ = Console.ReadLine();
            var switches = ResourceUsage.ContextSwitches;
            var seconds = RunTogether(path, isSave, parse.GetValue(way)!, parse.GetValue(bytes), parse.GetValue(threads));
            switches = ResourceUsage.ContextSwitches - switches;

            // The end of the process would lose queued advice. A server would continue to run.
            await PageCache.Background.FlushAsync(cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F6} {switches}"));
        });
        return command;
    }

    /// <summary>
    /// Runs until the .NET runtime has fully compiled the code. A server has reached that state long before, and the other ways are compiled
    /// C programs. Tiered compilation compiles a method again on its own thread, after 30 calls and 100 ms without new methods. It does so
    /// twice, first with branch counters. Therefore this method makes more than 30 calls and a pause, three times.
    /// </summary>
    private static async Task WarmUpAsync(string path, bool isSave, string way, CancellationToken cancellation)
    {
        const long WarmUpBytes = 40 * Piece;
        for (var round = 0; round < 3; round++)
        {
            if (!isSave)
            {
                _ = Run(path, isSave: true, "end", WarmUpBytes);
            }

            _ = Run(path, isSave, way, WarmUpBytes);
            await PageCache.Background.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(200, cancellation).ConfigureAwait(false);
        }

        File.Delete(path);
    }

    /// <summary>Saves or loads one file on each thread, as <c>mover.c</c> does; for 0 threads, one file on this thread.</summary>
    private static double RunTogether(string path, bool isSave, string way, long bytes, int threads)
    {
        if (threads == 0)
        {
            return Run(path, isSave, way, bytes);
        }

        var start = Stopwatch.GetTimestamp();
        var running = Enumerable.Range(0, threads).Select(thread => new Thread(() => Run($"{path}.{thread}", isSave, way, bytes))).ToList();
        running.ForEach(thread => thread.Start());
        running.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Run(string path, bool isSave, string way, long bytes)
    {
        if (way == "followed")
        {
            return RunFollowed(path, isSave, bytes);
        }

        var start = Stopwatch.GetTimestamp();
        using (var stream = isSave
            ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            Move(stream, isSave, way, bytes);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Saves or loads a file with a policy for its path: a thread of IoPolicy's runtime follows the file and drops its pages in windows.</summary>
    private static double RunFollowed(string path, bool isSave, long bytes)
    {
        var start = Stopwatch.GetTimestamp();
        (isSave ? SaveFollowed : LoadFollowed).Enter(path, out var scope);
        try
        {
            using (var stream = isSave
                ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            {
                if (isSave)
                {
                    Write(stream, bytes);
                }
                else
                {
                    Read(stream);
                }
            }

            scope.Complete();
        }
        finally
        {
            scope.Dispose();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Move(FileStream stream, bool isSave, string way, long bytes)
    {
        switch (isSave, way)
        {
            case (true, "windowed"):
                SaveInWindows(stream, bytes);
                break;
            case (true, "uncached"):
                SaveUncached(stream, bytes);
                break;
            case (true, "later"):
                SaveUncachedInBackground(stream, bytes);
                break;
            case (true, "end"):
                SaveThenDrop(stream, bytes);
                break;
            case (false, "windowed"):
                LoadInWindows(stream);
                break;
            case (false, "uncached"):
                LoadUncached(stream);
                break;
            case (false, "later"):
                LoadUncachedInBackground(stream);
                break;
            case (false, "end"):
                LoadThenDrop(stream);
                break;
            case (false, "preserve"):
                LoadAndPreserve(stream);
                break;
            default:
                throw new ArgumentException($"There is no way '{way}'.", nameof(way));
        }
    }

    [DropPagesAfterFullWrite(WindowBytes = DropBehindStream.DefaultWindowBytes)]
    private static partial void SaveInWindows(FileStream file, long bytes);

    private static void SaveInWindowsCore(FileStream file, long bytes) => Write(file, bytes);

    [DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached)]
    private static partial void SaveUncached(FileStream file, long bytes);

    private static void SaveUncachedCore(FileStream file, long bytes) => Write(file, bytes);

    [DropPagesAfterFullWrite(Mode = DropBehindMode.Uncached, Background = true)]
    private static partial void SaveUncachedInBackground(FileStream file, long bytes);

    private static void SaveUncachedInBackgroundCore(FileStream file, long bytes) => Write(file, bytes);

    [DropPagesAfterFullWrite(WindowBytes = 0)]
    private static partial void SaveThenDrop(FileStream file, long bytes);

    private static void SaveThenDropCore(FileStream file, long bytes) => Write(file, bytes);

    [DropPagesAfterFullRead(WindowBytes = DropBehindStream.DefaultWindowBytes)]
    private static partial void LoadInWindows(FileStream file);

    private static void LoadInWindowsCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)]
    private static partial void LoadUncached(FileStream file);

    private static void LoadUncachedCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(Mode = DropBehindMode.Uncached, Background = true)]
    private static partial void LoadUncachedInBackground(FileStream file);

    private static void LoadUncachedInBackgroundCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(WindowBytes = 0)]
    private static partial void LoadThenDrop(FileStream file);

    private static void LoadThenDropCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(WindowBytes = 0, PreserveCached = true)]
    private static partial void LoadAndPreserve(FileStream file);

    private static void LoadAndPreserveCore(FileStream file) => Read(file);

    private static void Write(FileStream file, long bytes)
    {
        for (var left = bytes; left > 0; left -= Piece)
        {
            file.Write(Buffer[..(int)Math.Min(Piece, left)]);
        }
    }

    private static void Read(FileStream file)
    {
        while (file.Read(Buffer) > 0)
        {
        }
    }

    /// <summary>Creates a buffer with random content. It begins at a page, as in <c>mover.c</c>, because the kernel copies from there faster.</summary>
    private static ArraySegment<byte> CreateBuffer()
    {
        var array = GC.AllocateArray<byte>(Piece + Environment.SystemPageSize, pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Environment.SystemPageSize);
        var content = new ArraySegment<byte>(array, Environment.SystemPageSize - past, Piece);
        new Random(7).NextBytes(content);
        return content;
    }
}

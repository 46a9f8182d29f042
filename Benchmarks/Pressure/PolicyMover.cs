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

    private static readonly ArraySegment<byte> Buffer = Content();

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
            var switches = ChildTime.ContextSwitches;
            var seconds = RunTogether(path, isSave, parse.GetValue(way)!, parse.GetValue(bytes), parse.GetValue(threads));
            switches = ChildTime.ContextSwitches - switches;

            // A server continues to run. When a process ends, queued advice is lost.
            await PageCache.Background.FlushAsync(cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F6} {switches}"));
        });
        return command;
    }

    /// <summary>
    /// Runs until the runtime has compiled the code fully, because a server did that long before, and the other ways are compiled
    /// C. Tiered compilation compiles a method again after 30 calls, on its own thread, after 100 ms without new methods. It does
    /// so twice, first with branch counters. Therefore this makes more calls than that, with a pause, three times.
    /// </summary>
    private static async Task WarmUpAsync(string path, bool isSave, string way, CancellationToken cancellation)
    {
        const long Few = 40 * Piece;
        for (var round = 0; round < 3; round++)
        {
            if (!isSave)
            {
                _ = Run(path, isSave: true, "end", Few);
            }

            _ = Run(path, isSave, way, Few);
            await PageCache.Background.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(200, cancellation).ConfigureAwait(false);
        }

        File.Delete(path);
    }

    /// <summary>Each thread has its own file, as in <c>mover.c</c>.</summary>
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

    /// <summary>A policy for a path: other code opens the file, and the follower's thread drops behind.</summary>
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
                SaveUncachedLater(stream, bytes);
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
                LoadUncachedLater(stream);
                break;
            case (false, "end"):
                LoadThenDrop(stream);
                break;
            case (false, "preserve"):
                LoadAndSpare(stream);
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
    private static partial void SaveUncachedLater(FileStream file, long bytes);

    private static void SaveUncachedLaterCore(FileStream file, long bytes) => Write(file, bytes);

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
    private static partial void LoadUncachedLater(FileStream file);

    private static void LoadUncachedLaterCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(WindowBytes = 0)]
    private static partial void LoadThenDrop(FileStream file);

    private static void LoadThenDropCore(FileStream file) => Read(file);

    [DropPagesAfterFullRead(WindowBytes = 0, PreserveCached = true)]
    private static partial void LoadAndSpare(FileStream file);

    private static void LoadAndSpareCore(FileStream file) => Read(file);

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

    /// <summary>Aligns the buffer to a page, as <c>mover.c</c> does, because the kernel copies from there faster.</summary>
    private static ArraySegment<byte> Content()
    {
        var array = GC.AllocateArray<byte>(Piece + Environment.SystemPageSize, pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Environment.SystemPageSize);
        var content = new ArraySegment<byte>(array, Environment.SystemPageSize - past, Piece);
        new Random(7).NextBytes(content);
        return content;
    }
}

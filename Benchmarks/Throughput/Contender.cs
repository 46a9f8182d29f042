using System.Diagnostics;
using System.Globalization;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>One way to save or load a file. <c>Run</c> takes the path, and returns the seconds from open to close.</summary>
internal sealed record Contender(string Name, Func<string, double> Run)
{
    internal const int Window = DropBehindStream.DefaultWindowBytes;

    private const int Block = 1 << 20;

    private static readonly byte[] Bytes = CreateBlock();

    internal static Contender CSave(string program, long bytes) =>
        new("C, the same window", path => RunC(program, "save", path, Text(bytes), Text(Window)));

    internal static Contender CLoad(string program) =>
        new("C, the same window", path => RunC(program, "load", path));

    internal static Contender PlainSave(long bytes) => new("plain write, then `fdatasync`", path => Timed(() =>
    {
        using var file = Create(path);
        Write(file, bytes);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }));

    internal static Contender AdvisedSave(long bytes) => new("plain write, `fdatasync`, then advice", path => Timed(() =>
    {
        using var file = Create(path);
        Write(file, bytes);
        _ = PageCache.WriteBackAndDrop(file.SafeFileHandle, durable: true);
    }));

    internal static Contender Save(string name, long bytes, DropBehindMode mode, bool durable = false) => new(name, path => Timed(() =>
    {
        using var stream = new DropBehindStream(Create(path), new() { WindowBytes = Window, Durable = durable, Mode = mode });
        Write(stream, bytes);
    }));

    internal static Contender PlainLoad() => new("plain read", path => Timed(() =>
    {
        using var file = Open(path);
        Read(file);
    }));

    internal static Contender Load(string name, DropBehindMode mode) => new(name, path => Timed(() =>
    {
        using var stream = new DropBehindStream(Open(path), new() { WindowBytes = Window, Mode = mode });
        Read(stream);
    }));

    internal static void Write(Stream stream, long bytes)
    {
        for (long done = 0; done < bytes; done += Block)
        {
            stream.Write(Bytes, 0, (int)Math.Min(Block, bytes - done));
        }
    }

    private static void Read(Stream stream)
    {
        while (stream.Read(Bytes) > 0)
        {
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private static double Timed(Action run)
    {
        var begin = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double RunC(string program, params string[] arguments) =>
        double.Parse(Shell.Run(program, arguments).OrThrow().Output, CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static byte[] CreateBlock()
    {
        var bytes = new byte[Block];
        Array.Fill(bytes, (byte)0x5a);
        return bytes;
    }
}

using System.Diagnostics;

namespace IoPolicy.Benchmarks.SmallFiles;

/// <summary>The costs of one turn, per file. In a turn, one contender writes or reads <see cref="SmallFiles.PerTurn"/> small files.</summary>
/// <param name="Microseconds">The time until the last method returned.</param>
/// <param name="UntilDropped">The time until the background had issued all advice as well, in microseconds.</param>
/// <param name="Processor">The processor time of the whole process until <paramref name="UntilDropped"/>, in microseconds.</param>
/// <param name="PagesLeft">The share of the files' pages that are cached at the end.</param>
internal sealed record SmallFileTurn(double Microseconds, double UntilDropped, double Processor, double PagesLeft);

/// <summary>A way to write or read a small file.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Run">Writes or reads the file at a path. The bytes are the content to write, or the buffer to read into.</param>
internal sealed record SmallFileContender(string Name, Action<string, ArraySegment<byte>> Run);

/// <summary>Writes or reads the files of a turn. Their sizes are 4, 8, … 256 KiB, in a fixed random order.</summary>
internal sealed class SmallFiles
{
    internal const int PerTurn = 5_000;

    private const int Smallest = 4 << 10;
    private const int Sizes = 7;
    private const int PerDirectory = 1_000;

    private readonly string _directory;
    private readonly byte[] _buffer = new byte[Smallest << (Sizes - 1)];
    private readonly int[] _sizes = new int[PerTurn];

    internal SmallFiles(string directory)
    {
        _directory = directory;
        var random = new Random(7);
        random.NextBytes(_buffer);
        for (var number = 0; number < PerTurn; number++)
        {
            _sizes[number] = Smallest << (number % Sizes);
        }

        random.Shuffle(_sizes);
    }

    internal static double MeanKibibytes => Enumerable.Range(0, Sizes).Average(power => Smallest << power) / 1024.0;

    /// <summary>Deletes the files but keeps their directories, and waits until the file system has written everything back.</summary>
    internal void Delete()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        for (var number = 0; number < PerTurn; number += PerDirectory)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(number))!);
        }

        _ = Testing.Shell.Run("sync", "--file-system", _directory).OrThrow();
    }

    /// <summary>Writes the files back and drops their pages.</summary>
    internal void MakeCold()
    {
        _ = Testing.Shell.Run("sync", "--file-system", _directory).OrThrow();
        for (var number = 0; number < PerTurn; number++)
        {
            using var file = File.OpenHandle(PathOf(number));
            _ = PageCache.Drop(file);
        }
    }

    internal async Task<SmallFileTurn> RunAsync(SmallFileContender contender, CancellationToken cancellation)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < PerTurn; number++)
        {
            contender.Run(PathOf(number), new ArraySegment<byte>(_buffer, 0, _sizes[number]));
        }

        var returned = Stopwatch.GetElapsedTime(start);
        await PageCache.Background.FlushAsync(cancellation).ConfigureAwait(false);
        var dropped = Stopwatch.GetElapsedTime(start);
        return new SmallFileTurn(PerFile(returned), PerFile(dropped), PerFile(Environment.CpuUsage.TotalTime - processor), ShareLeft());
    }

    private static double PerFile(TimeSpan time) => time.TotalMicroseconds / PerTurn;

    private double ShareLeft()
    {
        var (left, all) = (0L, 0L);
        for (var number = 0; number < PerTurn; number++)
        {
            var residency = PageCache.GetResidency(PathOf(number));
            left += residency.CachedPages ?? 0;
            all += residency.FilePages;
        }

        return (double)left / all;
    }

    private string PathOf(int number) => Path.Combine(_directory, $"{number / PerDirectory}", $"{number}");
}

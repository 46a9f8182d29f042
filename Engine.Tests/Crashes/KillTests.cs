using System.Diagnostics;
using System.Globalization;

namespace KvCache.Tests;

/// <summary>
/// A process that saves is killed at random moments. KVCACHE_KILLS sets how many: 500 have been run, ten are run each time.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int MostLines = 12;

    /// <summary>Microseconds.</summary>
    private const int LongestDelay = 20_000;

    /// <summary>Microseconds; a save takes a few thousand.</summary>
    private const int LongestDelayInSave = 4_000;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Whenever_a_saving_process_is_killed_each_file_is_whole()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("KVCACHE_KILLS") ?? "10", CultureInfo.InvariantCulture);
        var random = new Random(1);
        var interrupted = 0;
        var kill = 0;
        for (; kill < kills || (interrupted == 0 && kill < 20 * kills); kill++)
        {
            KillOnce(random, inSave: kill % 2 == 0);
            interrupted += Directory.EnumerateFiles(_scratch.Path, "*.tmp.*").Count();

            Workload.AssertWhole(_scratch.Path, $"kill {kill}");
        }

        // Else no save was ever hit in the middle, and the test has shown nothing.
        Assert.True(interrupted > 0, "No kill left a temporary behind.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{kill} kills, {interrupted} of them in the middle of a save");
    }

    /// <summary>
    /// Lets a child work until it has said that so much is done, and a while longer. A save is a small part of what it
    /// does: each second kill waits for one to have begun.
    /// </summary>
    private void KillOnce(Random random, bool inSave)
    {
        var start = ChildProcess.Start(Workload.Endless, [_scratch.Path]);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        for (var lines = random.Next(1, MostLines); lines > 0; lines--)
        {
            Assert.NotNull(child.StandardOutput.ReadLine());
        }

        // The child's output is not read any more: what it still says fits in the pipe.
        while (inSave && !Directory.EnumerateFiles(_scratch.Path, "*.tmp.*").Any())
        {
        }

        Spin(random.Next(inSave ? LongestDelayInSave : LongestDelay));
        child.Kill();
        child.WaitForExit();
    }

    private static void Spin(int microseconds)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalMicroseconds < microseconds)
        {
            Thread.SpinWait(100);
        }
    }
}

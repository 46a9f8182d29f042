using System.Diagnostics;
using System.Globalization;

namespace KvCache.Tests;

/// <summary>
/// A process that saves is killed at random moments. KVCACHE_KILLS sets how many: 500 have been run, 20 are run each time.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int MostLines = 12;
    private const int LongestDelayMicroseconds = 20_000;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Whenever_a_saving_process_is_killed_each_file_is_whole()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("KVCACHE_KILLS") ?? "20", CultureInfo.InvariantCulture);
        var random = new Random(1);
        var interrupted = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            KillAfter(random.Next(1, MostLines), random.Next(LongestDelayMicroseconds));
            interrupted += Directory.EnumerateFiles(_scratch.Path, "*.tmp.*").Count();

            Workload.AssertWhole(_scratch.Path, $"kill {kill}");
        }

        // Else no save was ever hit in the middle, and the test has shown nothing.
        Assert.True(interrupted > 0, "No kill left a temporary behind.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {interrupted} of them in the middle of a save");
    }

    /// <summary>Lets a child work until it has said that so much is done, and a while longer.</summary>
    private void KillAfter(int lines, int microseconds)
    {
        var start = ChildProcess.Start(Workload.Endless, [_scratch.Path]);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        for (var line = 0; line < lines; line++)
        {
            Assert.NotNull(child.StandardOutput.ReadLine());
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalMicroseconds < microseconds)
        {
            Thread.SpinWait(100);
        }

        child.Kill();
        child.WaitForExit();
    }
}

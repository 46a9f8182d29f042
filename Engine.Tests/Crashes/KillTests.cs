using System.Diagnostics;
using System.Globalization;

namespace KvCache.Tests;

/// <summary>
/// Kills a saving process at random moments, and checks that each acknowledged checkpoint is complete. KVCACHE_KILLS sets the number of
/// kills. The default is 12.
/// </summary>
public sealed class KillTests : IDisposable
{
    /// <summary>The maximum number of lines that the child prints before the kill.</summary>
    private const int MaxLines = 8;

    /// <summary>In microseconds: the time of about two saves.</summary>
    private const int LongestDelay = 10_000;

    /// <summary>In microseconds. A save takes a few thousand.</summary>
    private const int LongestDelayInSave = 4_000;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KVCACHE_KILLS") ?? "12", CultureInfo.InvariantCulture);

    private readonly ScratchDirectory _scratch = new();
    private readonly Dictionary<string, Checkpoint> _acknowledged = [];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_killed_writer_loses_no_acknowledged_checkpoint()
    {
        var random = new Random(1);
        var (interrupted, stores, version) = (0, 0, 1);
        for (var kill = 0; kill < Kills || (interrupted == 0 && kill < 20 * Kills); kill++)
        {
            var done = KillOnce(random, version, inSave: kill % 2 == 0);
            done.ForEach(checkpoint => _acknowledged[checkpoint.Text] = checkpoint);
            stores += done.Count;
            version = done[^1].Version + 2;

            var left = Directory.GetFiles(_scratch.Path, "*.tmp.*");
            interrupted += left.Length;
            AssertThere(done.Select(checkpoint => checkpoint.Text).ToHashSet(), $"kill {kill}, before the directory is opened");
            Assert.Equal(left.Order(), CacheDirectory.Open(_scratch.Path, Saver.Options).Swept.Order());
            AssertClean($"kill {kill}");
        }

        // The files of the first kill have survived all others too.
        AssertThere([.. _acknowledged.Keys], "at the end");
        Assert.Contains(_acknowledged.Values, checkpoint => checkpoint.Stays);

        // Otherwise no kill came in the middle of a save, and the test has shown nothing.
        Assert.True(interrupted > 0, "No kill left a temporary file behind.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} kills, {interrupted} of them in the middle of a save; {stores} stores acknowledged, {_acknowledged.Count} checkpoints there at the end");
    }

    /// <summary>
    /// Lets a child save until it has acknowledged a random number of stores, and a random time longer. Then kills the child. If
    /// <paramref name="inSave"/> is true, first waits until a save has begun. A line that the child printed before the kill can be read
    /// from the pipe after it.
    /// </summary>
    /// <returns>The acknowledged saves, in order. At least one.</returns>
    private List<Checkpoint> KillOnce(Random random, int version, bool inSave)
    {
        var start = ChildProcess.Start(Saver.Run, [_scratch.Path, version.ToString(CultureInfo.InvariantCulture)]);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        var lines = new List<string>();
        for (var wanted = 1 + random.Next(1, MaxLines); lines.Count < wanted;)
        {
            var line = child.StandardOutput.ReadLine();
            Assert.NotNull(line);
            lines.Add(line);
        }

        while (inSave && !Directory.EnumerateFiles(_scratch.Path, "*.tmp.*").Any())
        {
        }

        Spin(random.Next(inSave ? LongestDelayInSave : LongestDelay));
        child.Kill();
        lines.AddRange(child.StandardOutput.ReadToEnd().Split('\n'));
        child.WaitForExit();
        return [.. lines.Select(Checkpoint.Acknowledged).OfType<Checkpoint>()];
    }

    /// <summary>Asserts that each text has its acknowledged checkpoint, or a complete later one whose save was in progress.</summary>
    private void AssertThere(HashSet<string> texts, string what)
    {
        foreach (var (text, checkpoint) in _acknowledged.Where(pair => texts.Contains(pair.Key)))
        {
            var path = Path.Combine(_scratch.Path, checkpoint.Key.FileName);
            Assert.True(File.Exists(path), $"{what}: '{text}' was acknowledged and is gone");
            Assert.True(DirectoryScan.TryReadEntry(path, checkpoint.Key, out var entry, out var fault), $"{what}: '{text}': {fault}");
            var found = checkpoint with { Version = (int)entry.Header.Tokens };
            Assert.True(found.Version == checkpoint.Version || (!checkpoint.Stays && found.Version > checkpoint.Version), $"{what}: '{text}' is version {found.Version}, older than {checkpoint.Version}, which was acknowledged");
            Assert.True(found.IsWholeIn(path), $"{what}: '{text}' is not version {found.Version}, byte for byte");
        }
    }

    /// <summary>Asserts that a verification finds nothing, and that the directory has no other file.</summary>
    private void AssertClean(string what)
    {
        var options = new KvcVerifyOptions { Checks = PayloadChecks.None };
        var findings = KvcVerifier.VerifyDirectory(_scratch.Path, options).SelectMany(file => file.Findings.Select(finding => $"{file.Path}: {finding}")).ToArray();
        Assert.True(findings.Length == 0, what + "\n" + string.Join("\n", findings));
        Assert.All(Directory.GetFiles(_scratch.Path), file => Assert.True(KvcKey.TryParseFileName(Path.GetFileName(file), out _), $"{what}: {file}"));
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

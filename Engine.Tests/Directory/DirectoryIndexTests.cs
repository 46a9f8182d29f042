using System.Globalization;
using CsCheck;

namespace KvCache.Tests;

/// <summary>The index of a directory equals a scan of it, after any change by any process.</summary>
public sealed class DirectoryIndexTests : IDisposable
{
    private const int Names = 100;

    private readonly ScratchDirectory _scratch = new();

    public DirectoryIndexTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "inotify exists only on Linux.");

    public void Dispose() => _scratch.Dispose();

    /// <summary>
    /// Makes random changes without the engine and its lock: files are written, renamed, cut, touched and removed, and links are created.
    /// </summary>
    [Fact]
    public void The_index_equals_a_scan_after_any_changes() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, Names - 1], Gen.Int[1, 9]).Array[1, 200].Array[1, 4].Sample(
            rounds =>
            {
                using var directory = new ScratchDirectory(_scratch.Path);
                Array.ForEach(rounds[0], change => Change(directory.Path, change.Item1, change.Item2, change.Item3));
                Assert.True(DirectoryIndex.TryCreate(directory.Path, out var index));
                using (index)
                {
                    foreach (var round in rounds)
                    {
                        Array.ForEach(round, change => Change(directory.Path, change.Item1, change.Item2, change.Item3));
                        Assert.True(index.TryRefresh());
                        AssertSame(DirectoryScan.Read(directory.Path), index);
                    }
                }

                return true;
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void A_refresh_fails_if_the_kernel_lost_events()
    {
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        Assert.SkipWhen(most > 200_000, $"The kernel remembers {most} events here.");
        Assert.True(DirectoryIndex.TryCreate(_scratch.Path, out var index));
        using (index)
        {
            using var one = File.OpenHandle(_scratch.File("one"), FileMode.Create, FileAccess.Write);
            using var other = File.OpenHandle(_scratch.File("other"), FileMode.Create, FileAccess.Write);
            for (var i = 0; i <= most / 2; i++)
            {
                // The kernel merges equal events in a row, so the writes alternate between two files.
                RandomAccess.Write(one, "x"u8, 0);
                RandomAccess.Write(other, "x"u8, 0);
            }

            Assert.False(index.TryRefresh());
        }
    }

    [Fact]
    public void A_refresh_fails_if_the_path_leads_to_another_directory()
    {
        var path = Directory.CreateDirectory(_scratch.File("above/directory")).FullName;
        Assert.True(DirectoryIndex.TryCreate(path, out var index));
        using (index)
        {
            Assert.True(index.TryRefresh());
            Directory.Move(_scratch.File("above"), _scratch.File("away"));
            Directory.CreateDirectory(path);

            Assert.False(index.TryRefresh());
        }
    }

    [Fact]
    public void A_file_system_without_reliable_events_gets_no_index() =>
        Assert.False(DirectoryIndex.TryCreate("/proc/self/task", out _));

    [Fact]
    public void A_queried_directory_sees_later_files_and_hits_of_others()
    {
        var (mine, other) = (CacheDirectory.Open(_scratch.Path), CacheDirectory.Open(_scratch.Path));
        var (cold, hot) = (Samples.Store(other, "cold").Entry!, Samples.Store(other, "hot").Entry!);
        Assert.Equal(2, mine.FindPrefixes(Samples.Text("cold"), Samples.Session).Count + mine.FindPrefixes(Samples.Text("hot"), Samples.Session).Count);

        other.Touch(hot);
        other.Touch(hot);
        File.Delete(cold.Path);
        var late = Samples.Store(other, "late").Entry!;

        Assert.Empty(mine.FindPrefixes(Samples.Text("cold"), Samples.Session));
        Assert.Equal(late, Assert.Single(mine.FindPrefixes(Samples.Text("late"), Samples.Session)));
        Assert.Equal(2U, Assert.Single(mine.FindPrefixes(Samples.Text("hot"), Samples.Session)).Header.Hits);
    }

    /// <summary>
    /// The first query scans the directory, and the second fills the index. A later query reads only the headers of the files that changed
    /// since.
    /// </summary>
    [Fact]
    public void Five_stores_beside_many_files_read_each_header_twice()
    {
        const int Many = 300;
        for (var i = 0; i < Many; i++)
        {
            Samples.WriteRaw(_scratch.Path, $"text {i}", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, ContextSize = 4096 }, "payload"u8);
        }

        var (result, calls) = Strace.Run(ChildProcess.Start(StoreFive, [_scratch.Path]), "fadvise64");

        result.OrThrow();
        var headers = calls.Count(call => call.Arguments.Contains("FADV_RANDOM", StringComparison.Ordinal));
        Assert.InRange(headers, 2 * Many, (2 * Many) + 50);
    }

    private static void StoreFive(string[] arguments)
    {
        var directory = CacheDirectory.Open(arguments[0], new CacheDirectoryOptions { Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } });
        for (var i = 0; i < 5; i++)
        {
            using var payload = new MemoryStream(new byte[1000]);
            Assert.Equal(StoreOutcome.Stored, directory.Store(Samples.RequestOf($"new {i}", 1000, Samples.Session, payload)).Outcome);
        }
    }

    private static void AssertSame(IEnumerable<ScannedFile> scan, DirectoryIndex index)
    {
        IEnumerable<string> indexed = [.. index.Checkpoints.ToArray().Select(file => $"{file}"), .. index.Faulty.Select(file => $"{file}")];
        Assert.Equal(
            scan.Select(file => file.TryGetCheckpoint(out var checkpoint, out var faulty) ? $"{checkpoint}" : $"{faulty}").Order(StringComparer.Ordinal),
            indexed.Order(StringComparer.Ordinal));
        Assert.Equal(index.Checkpoints.Length, index.Checkpoints.ToArray().Select(file => file.Order).Distinct().Count());
        Assert.Equal(
            index.Checkpoints.ToArray().Select((file, place) => (file.Header.TextBytes, place)).Order(),
            index.Lengths.UpTo(int.MaxValue).ToArray().Select(key => (LengthOrder.LengthOf(key), LengthOrder.PlaceOf(key))));
    }

    private static void Change(string directory, int kind, int number, int amount)
    {
        var key = KvcKey.OfText(BitConverter.GetBytes(number));
        var path = Path.Combine(directory, number % 7 == 0 ? Convert.ToHexString(Convert.FromHexString(key.ToString())) + ".kv" : key.FileName);
        switch (kind)
        {
            case 0 or 1:
                Write(path, amount);
                break;
            case 2:
                Write(Path.Combine(directory, "beside"), amount);
                File.Move(Path.Combine(directory, "beside"), path, overwrite: true);
                break;
            case 3 when File.Exists(path):
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(KvcHeader.Size + amount);
                }

                break;
            case 4 when File.Exists(path):
                _ = HeaderTouch.Touch(path, hits => hits + 1, (ulong)amount);
                break;
            case 5:
                File.Delete(path);
                break;
            case 6 when File.Exists(path):
                File.Move(path, Path.Combine(directory, amount % 2 == 0 ? "elsewhere.bin" : KvcKey.OfText([(byte)amount]).FileName), overwrite: true);
                break;
            case 7 when !File.Exists(path):
                File.CreateSymbolicLink(path, "/etc/passwd");
                File.Delete(path);
                break;
        }
    }

    private static void Write(string path, int amount)
    {
        var bytes = new byte[KvcHeader.Size + amount];
        var text = (uint)amount / 2; // A name can keep its place while the length of its text changes.
        new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = (uint)amount, ContextSize = 4096, TextBytes = text, PayloadBytes = (ulong)(amount - text - (amount % 3 == 0 ? 0 : 1)) }.Format(bytes);
        File.WriteAllBytes(path, bytes);
    }
}

namespace KvCache.Tests;

/// <summary>A damaged file is no checkpoint, so it is not counted, scored, matched or removed.</summary>
public sealed class FaultyFilesTests : IDisposable
{
    private const int MiB = 1 << 20;

    private static readonly CacheDirectoryOptions Unlimited = new() { BudgetBytes = 0, Checks = PayloadChecks.None, Policy = new StorePolicy { MinTokens = 1 } };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>The kinds of damage to a file of 6 MiB.</summary>
    public static TheoryData<string> Damages => ["cut by a byte", "cut by 1,000 bytes", "cut in the text", "cut behind the header", "cut in the header", "empty", "another magic", "another version", "no tokens"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_faulty_file_does_not_count_in_the_budget(string damage)
    {
        var sound = WriteFour();
        var faulty = WriteFaulty(damage);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 7 * MiB });

        Assert.Equal(3, sound.Count(File.Exists));
        Assert.True(File.Exists(faulty));
        Assert.Empty(directory.PlanEviction());
        Assert.Empty(directory.Evict().Removed);
        Assert.Equal(3, sound.Count(File.Exists));
        Assert.True(File.Exists(faulty));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void An_eviction_removes_the_planned_files(string damage)
    {
        var sound = WriteFour();
        var faulty = WriteFaulty(damage);
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);

        var planned = EvictionPlan.Victims([.. directory.Entries()], new EvictionGoal { BudgetBytes = 5 * MiB, Now = 1 });
        CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 5 * MiB }).Dispose();

        Assert.Equal(2, planned.Count);
        Assert.Equal(planned.Select(entry => entry.Path).Order(), sound.Where(path => !File.Exists(path)).Order());
        Assert.True(File.Exists(faulty));
    }

    /// <summary>A scan answers the first query, and the index answers later ones.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void A_faulty_file_matches_no_prompt(string damage)
    {
        var shorter = Write("prompt", 10);
        WriteFaulty(damage, "prompt, longer");
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited);

        for (var query = 0; query < 3; query++)
        {
            Assert.Equal([shorter], directory.FindPrefixes("prompt, longer and more"u8, Samples.Session).Select(entry => entry.Path));
        }
    }

    [Fact]
    public void A_checkpoint_that_is_cut_while_the_directory_is_open_stops_counting()
    {
        var sound = WriteFour();
        using var directory = CacheDirectory.Open(_scratch.Path, Unlimited with { BudgetBytes = 9 * MiB });
        Assert.Equal(4, QueryTwice(directory));

        Cut(sound[0], 1);
        var added = Write("another", 2 * MiB);

        Assert.Equal(3, QueryTwice(directory));
        Assert.Empty(directory.Evict().Removed);
        Assert.All([.. sound, added], path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public void A_faulty_file_has_a_fault_and_no_header()
    {
        var path = WriteFaulty("cut by a byte");

        var file = Assert.Single(DirectoryScan.Read(_scratch.Path));

        Assert.False(file.TryGetCheckpoint(out var checkpoint, out var faulty));
        Assert.Equal(default, checkpoint);
        Assert.Equal((path, KvcFaultKind.Length), (faulty.PathIn(_scratch.Path), faulty.Fault.Kind));
    }

    private static int QueryTwice(CacheDirectory directory)
    {
        var counts = Enumerable.Range(0, 2).Select(_ => directory.FindPrefixes("text 0"u8, Samples.Session).Count
            + directory.FindPrefixes("text 1"u8, Samples.Session).Count
            + directory.FindPrefixes("text 2"u8, Samples.Session).Count
            + directory.FindPrefixes("text 3"u8, Samples.Session).Count).Distinct();
        return Assert.Single(counts);
    }

    private static void Cut(string path, int bytes)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length - bytes);
    }

    private string[] WriteFour() => [.. Enumerable.Range(0, 4).Select(i => Write($"text {i}", 2 * MiB))];

    private string Write(string text, int payloadBytes, uint tokens = 1000) =>
        Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = tokens, ContextSize = 4096 }, new byte[payloadBytes]);

    /// <summary>Writes a file of 6 MiB that would score best, and damages it.</summary>
    private string WriteFaulty(string damage, string text = "faulty")
    {
        var path = Write(text, 6 * MiB, tokens: 1_000_000);
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        switch (damage)
        {
            case "cut by a byte":
                file.SetLength(file.Length - 1);
                break;
            case "cut by 1,000 bytes":
                file.SetLength(file.Length - 1000);
                break;
            case "cut in the text":
                file.SetLength(KvcHeader.Size + 3);
                break;
            case "cut behind the header":
                file.SetLength(KvcHeader.Size);
                break;
            case "cut in the header":
                file.SetLength(KvcHeader.Size - 1);
                break;
            case "empty":
                file.SetLength(0);
                break;
            case "another magic":
                file.WriteByte((byte)'X');
                break;
            case "another version":
                file.Position = 3;
                file.WriteByte(9);
                break;
            case "no tokens":
                file.Position = 8;
                file.Write(new byte[4]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "No such damage.");
        }

        return path;
    }
}

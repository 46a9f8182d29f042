namespace KvCache.Tests.PowerLoss;

/// <summary>
/// Saves of a cache directory on real file systems whose power fails at any write. The variable IOPOLICY_TEST_POWERLOSS=all
/// replays every state; the ordinary run replays the first few, which are the states at the flushes.
/// </summary>
public sealed class CachePowerLossTests(CacheRecordings recordings) : IClassFixture<CacheRecordings>
{
    private const int OrdinaryStates = 4;

    /// <summary>A control stops at its first damage, which is among these states.</summary>
    private const int OrdinaryControlStates = 30;

    private static readonly bool IsFullRun = Environment.GetEnvironmentVariable("IOPOLICY_TEST_POWERLOSS") == "all";

    public static TheoryData<string, string> Saves =>
        [.. RecordedFileSystem.All.SelectMany(fileSystem => CacheSubjects.Names.Select(subject => (fileSystem.Name, subject)))];

    public static TheoryData<string> FileSystems => [.. RecordedFileSystem.All.Select(fileSystem => fileSystem.Name)];

    [Theory]
    [MemberData(nameof(Saves))]
    public void A_power_loss_leaves_whole_checkpoints_and_each_acknowledged_one(string fileSystem, string subject) =>
        Assert.Empty(Replay(fileSystem, subject, IsFullRun ? int.MaxValue : OrdinaryStates).Faults);

    /// <summary>The control: if it found no damage, the tests above would show nothing.</summary>
    [Theory]
    [MemberData(nameof(FileSystems))]
    public void A_power_loss_damages_a_checkpoint_that_was_not_flushed(string fileSystem) =>
        Assert.NotEmpty(Replay(fileSystem, CacheSubjects.ControlName, IsFullRun ? int.MaxValue : OrdinaryControlStates, untilBad: !IsFullRun).Faults);

    private PowerLossResult Replay(string fileSystem, string subject, int most, bool untilBad = false)
    {
        var result = recordings.On(fileSystem).Replay(subject, most, untilBad);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fileSystem} | {subject} | {result.States} states | {result.Faults.Count} bad | {(result.Faults is [var first, ..] ? first : "")}");
        return result;
    }
}

using IoPolicy.Testing;

namespace IoPolicy.Tests.PowerLoss;

/// <summary>
/// Saves on real file systems whose power fails at any write. With IOPOLICY_TEST_POWERLOSS=all, the tests replay every state. The ordinary
/// run replays the first few states: the one at the end of the save, and those at the first flushes.
/// </summary>
public sealed class PowerLossTests(PowerLossRecordings recordings) : IClassFixture<PowerLossRecordings>
{
    private const int OrdinaryStates = 5;

    /// <summary>The states of a control (an unsafe save). A control ends at the first damage, which is in one of these states.</summary>
    private const int OrdinaryControlStates = 30;

    private static readonly bool IsFullRun = Environment.GetEnvironmentVariable("IOPOLICY_TEST_POWERLOSS") == "all";

    public static TheoryData<string, string> Saves => [.. Pairs(DurableFileSubjects.All)];

    public static TheoryData<string, string> DamagedControls => [.. Pairs(UnsafeSaves.All).Except(UnsafeSaves.Harmless).Except(UnsafeSaves.Uncertain)];

    public static TheoryData<string, string> HarmlessControls => [.. UnsafeSaves.Harmless];

    public static TheoryData<string, string> UncertainControls => [.. UnsafeSaves.Uncertain];

    [Theory]
    [MemberData(nameof(Saves))]
    public void A_power_loss_leaves_the_old_file_or_the_new_one(string fileSystem, string subject) =>
        Assert.Empty(Replay(fileSystem, subject).Faults);

    [Theory]
    [MemberData(nameof(DamagedControls))]
    public void A_power_loss_damages_other_saves(string fileSystem, string subject) =>
        Assert.NotEmpty(Replay(fileSystem, subject, isControl: true).Faults);

    [Theory]
    [MemberData(nameof(HarmlessControls))]
    public void Some_file_systems_prevent_the_damage(string fileSystem, string subject) =>
        Assert.Empty(Replay(fileSystem, subject).Faults);

    [Theory]
    [MemberData(nameof(UncertainControls))]
    public void A_file_system_that_does_not_wait_for_data_may_damage_a_save(string fileSystem, string subject)
    {
        Assert.SkipUnless(IsFullRun, "The outcome depends on the disk's speed, so only the full run counts it.");
        Assert.NotEqual(0, Replay(fileSystem, subject).States);
    }

    private static IEnumerable<(string FileSystem, string Subject)> Pairs(IReadOnlyList<PowerLossSubject> subjects) =>
        RecordedFileSystem.All.SelectMany(fileSystem => subjects.Select(subject => (fileSystem.Name, subject.Name)));

    private PowerLossResult Replay(string fileSystem, string subject, bool isControl = false)
    {
        var most = IsFullRun ? int.MaxValue : isControl ? OrdinaryControlStates : OrdinaryStates;
        var result = recordings.On(fileSystem).Replay(subject, most, untilBad: isControl && !IsFullRun);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fileSystem} | {subject} | {result.States} states | {result.Faults.Count} bad | {(result.Faults is [var first, ..] ? first : "")}");
        return result;
    }
}

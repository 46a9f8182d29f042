using IoPolicy.Testing;

namespace Generators.Tests.ReplacedFiles;

/// <summary>A method with <c>[ReplacesFile]</c> and windows, under a power loss between its writes to the disk.</summary>
public sealed class ReplacedFilePowerLossTests
{
    /// <summary>How many states of the disk an ordinary run checks. <c>IOPOLICY_TEST_POWERLOSS=all</c> checks all states.</summary>
    private const int OrdinaryStates = 5;
    private const int Bytes = 300_000;

    private static readonly Action<string, byte[]> Save = new ReplacedFileRun("""
        public static partial class Entry
        {
            [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(WindowBytes = 65_536)]
            public static partial void Save(string path, byte[] bytes);

            private static void SaveCore(FileStream file, byte[] bytes)
            {
                for (var done = 0; done < bytes.Length; done += 10_000)
                {
                    file.Write(bytes, done, 10_000);
                }
            }
        }
        """).Method("Save").CreateDelegate<Action<string, byte[]>>();

    public static TheoryData<string> FileSystems => [.. RecordedFileSystem.All.Select(fileSystem => fileSystem.Name)];

    [Theory]
    [MemberData(nameof(FileSystems))]
    public void A_power_loss_leaves_the_old_file_or_the_new_one(string fileSystem)
    {
        var subject = new PowerLossSubject(
            "[ReplacesFile] with windows",
            directory => File.WriteAllBytes(Path.Combine(directory, "target"), Payload(1)),
            save =>
            {
                Save(save.File("target"), Payload(2));
                save.Acknowledge();
                save.CommitJournal();
            },
            Judge);
        using var recording = new PowerLossRecording(RecordedFileSystem.All.Single(one => one.Name == fileSystem), [subject]);
        var isFullRun = Environment.GetEnvironmentVariable("IOPOLICY_TEST_POWERLOSS") == "all";
        var result = recording.Replay(subject.Name, isFullRun ? int.MaxValue : OrdinaryStates);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fileSystem} | {subject.Name} | {result.States} states | {result.Faults.Count} bad");
        Assert.Empty(result.Faults);
    }

    private static string? Judge(string directory, int acknowledged)
    {
        var found = File.ReadAllBytes(Path.Combine(directory, "target"));
        return found.AsSpan().SequenceEqual(Payload(2)) || (acknowledged == 0 && found.AsSpan().SequenceEqual(Payload(1)))
            ? null
            : $"{found.Length} bytes after {acknowledged} acknowledgements";
    }

    private static byte[] Payload(byte value)
    {
        var bytes = new byte[Bytes];
        Array.Fill(bytes, value);
        return bytes;
    }
}

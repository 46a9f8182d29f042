using IoPolicy.Testing;

namespace IoPolicy.Tests.PowerLoss;

/// <summary>The ways to save with <see cref="DurableFile"/>. No power loss may damage the file or lose an acknowledged version.</summary>
internal static class DurableFileSubjects
{
    private const int Versions = 4;

    internal static IReadOnlyList<PowerLossSubject> All { get; } =
    [
        new("replacement", Payloads.WithOld(), save => Replace(save), (directory, acknowledged) => Payloads.Judge(directory, acknowledged)),
        new(
            "replacement of a small file",
            Payloads.WithOld(Payloads.Small),
            save => Replace(save, bytes: Payloads.Small),
            (directory, acknowledged) => Payloads.Judge(directory, acknowledged, Payloads.Small)),
        new("new file", _ => { }, save => Replace(save), (directory, acknowledged) => Payloads.Judge(directory, acknowledged, isNew: true)),
        new(
            "fail if the target exists",
            _ => { },
            save => Replace(save, new() { FailIfExists = true }),
            (directory, acknowledged) => Payloads.Judge(directory, acknowledged, isNew: true)),
        new(
            "replacement that drops pages",
            Payloads.WithOld(),
            save => Replace(save, new() { DropBehind = new() { WindowBytes = 64 << 10 } }),
            (directory, acknowledged) => Payloads.Judge(directory, acknowledged)),
        new("replacement with a backup", Payloads.WithOld(), save => Replace(save, new() { BackupPath = save.File("backup") }), JudgeWithBackup),
        new("several replacements", Payloads.WithOld(), ReplaceOften, (directory, acknowledged) => Payloads.Judge(directory, acknowledged, versions: Versions)),
        new(
            "replacement without a flush of the directory",
            Payloads.WithOld(),
            save => Replace(save, new() { SyncDirectory = false }, acknowledges: false),
            (directory, _) => Payloads.Judge(directory, acknowledged: 0)),
        new(
            "a commit that was not made",
            Payloads.WithOld(),
            save =>
            {
                using var file = DurableFile.Create(save.File(Payloads.Target));
                file.Stream.Write(Payloads.Of(1));
                save.CommitJournal();
            },
            (directory, _) => Payloads.Judge(directory, acknowledged: 0, versions: 0)),
    ];

    private static void Replace(RecordedSave save, DurableFileOptions? options = null, int bytes = Payloads.Large, bool acknowledges = true)
    {
        using (var file = DurableFile.Create(save.File(Payloads.Target), options))
        {
            file.Stream.Write(Payloads.Of(1, bytes).AsSpan(0, bytes / 2));
            save.CommitJournal();
            file.Stream.Write(Payloads.Of(1, bytes).AsSpan(bytes / 2));
            save.CommitJournal();
            file.Commit();
        }

        if (acknowledges)
        {
            save.Acknowledge();
        }

        save.CommitJournal();
    }

    private static void ReplaceOften(RecordedSave save)
    {
        for (var version = 1; version <= Versions; version++)
        {
            DurableFile.Replace(save.File(Payloads.Target), stream => stream.Write(Payloads.Of(version)));
            save.Acknowledge();
        }
    }

    private static string? JudgeWithBackup(string directory, int acknowledged)
    {
        var backup = Path.Combine(directory, "backup");
        if (File.Exists(backup))
        {
            if (!File.ReadAllBytes(backup).AsSpan().SequenceEqual(Payloads.Of(0)))
            {
                return "the backup is not the old file";
            }

            File.Delete(backup);
        }
        else if (Payloads.JudgeFile(Path.Combine(directory, Payloads.Target), acknowledged: 1, Payloads.Large, isNew: false) is null)
        {
            return "the new file is there, but not the backup";
        }

        return Payloads.Judge(directory, acknowledged);
    }
}

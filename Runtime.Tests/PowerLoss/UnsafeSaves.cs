using IoPolicy.Testing;

namespace IoPolicy.Tests.PowerLoss;

/// <summary>Common ways to save that a power loss can damage. Between their steps, the journal is committed, as by another program's fsync.</summary>
internal static class UnsafeSaves
{
    internal const string RenameWithoutFlush = "rename without a flush";
    internal const string RenameOfNewFile = "rename of a new file without a flush";
    internal const string ManagedFlush = "rename after Flush()";
    internal const string DeleteAndMove = "delete, then move";
    internal const string Overwrite = "overwrite in place";
    internal const string Truncate = "File.WriteAllBytes";

    /// <summary>
    /// The file systems on which the unsafe save causes no damage. ext4 writes the data of a file that replaces another file, or that was
    /// truncated, before the journal (<c>auto_da_alloc</c>). XFS starts to write a truncated file when the file is closed.
    /// </summary>
    internal static IReadOnlyList<(string FileSystem, string Subject)> Harmless { get; } =
        [("ext4", RenameWithoutFlush), ("ext4", ManagedFlush), ("ext4", Truncate), ("XFS", Truncate)];

    /// <summary>
    /// btrfs starts to write the data of a file that replaces another file, or that was truncated, but its commit does not wait for the data.
    /// </summary>
    internal static IReadOnlyList<(string FileSystem, string Subject)> Uncertain { get; } =
        [("btrfs", RenameWithoutFlush), ("btrfs", ManagedFlush), ("btrfs", Truncate)];

    internal static IReadOnlyList<PowerLossSubject> All { get; } =
    [
        Control(RenameWithoutFlush, save => WriteAndRename(save, flush: false)),
        new(
            RenameOfNewFile,
            _ => { },
            save => WriteAndRename(save, flush: false),
            (directory, _) => Payloads.JudgeFile(Path.Combine(directory, Payloads.Target), acknowledged: 0, Payloads.Large, isNew: true)),
        Control(ManagedFlush, save => WriteAndRename(save, flush: true)),
        Control(DeleteAndMove, save =>
        {
            File.Delete(save.File(Payloads.Target));
            save.CommitJournal();
            using (var file = File.Create(save.File("temporary")))
            {
                file.Write(Payloads.Of(1));
                file.Flush(flushToDisk: true);
            }

            File.Move(save.File("temporary"), save.File(Payloads.Target));
            save.CommitJournal();
        }),
        Control(Overwrite, save =>
        {
            using var file = File.OpenWrite(save.File(Payloads.Target));
            file.Write(Payloads.Of(1).AsSpan(0, Payloads.Large / 2));
            file.Flush(flushToDisk: true);
            file.Write(Payloads.Of(1).AsSpan(Payloads.Large / 2));
            file.Flush(flushToDisk: true);
        }),
        Control(Truncate, save =>
        {
            File.WriteAllBytes(save.File(Payloads.Target), Payloads.Of(1));
            save.CommitJournal();
        }),
    ];

    private static PowerLossSubject Control(string name, Action<RecordedSave> save) => new(
        name,
        Payloads.WithOld(),
        save,
        (directory, _) => Payloads.JudgeFile(Path.Combine(directory, Payloads.Target), acknowledged: 0, Payloads.Large, isNew: false));

    private static void WriteAndRename(RecordedSave save, bool flush)
    {
        using (var file = new FileStream(save.File("temporary"), FileMode.CreateNew))
        {
            file.Write(Payloads.Of(1));
            if (flush)
            {
                file.Flush();
            }
        }

        File.Move(save.File("temporary"), save.File(Payloads.Target), overwrite: true);
        save.CommitJournal();
    }
}

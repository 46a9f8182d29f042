using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>
/// Records each block write of a file system while a test saves files on it. Then replays the states in which a power loss at any moment can
/// leave the disk. Needs root, FUSE and <c>qemu-storage-daemon</c>.
/// </summary>
public sealed class PowerLossRecording : IDisposable
{
    private readonly RecordedFileSystem _fileSystem;
    private readonly ScratchDirectory? _scratch;
    private readonly Dictionary<string, RecordedPart> _parts = [];
    private readonly BlockLog? _log;

    /// <summary>Creates the file system, and records the saves of all subjects one after the other, each in its own directory.</summary>
    public PowerLossRecording(RecordedFileSystem fileSystem, IReadOnlyList<PowerLossSubject> subjects)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        ArgumentNullException.ThrowIfNull(subjects);
        _fileSystem = fileSystem;
        SkipReason = fileSystem.Obstacle;
        if (SkipReason is not null)
        {
            return;
        }

        _scratch = new ScratchDirectory(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        fileSystem.Make(Recorded);
        using (Mount(Recorded))
        {
            foreach (var (subject, index) in subjects.Select(static (subject, index) => (subject, index)))
            {
                subject.Prepare(Directory.CreateDirectory(DirectoryOf(index)).FullName);
            }
        }

        // Sparse, because most of the image is zeros, such as the journal of XFS.
        _ = Shell.Run("cp", "--sparse=always", Recorded, Base).OrThrow();
        var marks = Record(subjects, out var logPath);
        _log = new BlockLog(logPath);
        foreach (var (subject, index) in subjects.Select(static (subject, index) => (subject, index)))
        {
            var (start, acknowledgements, end) = marks[index];
            _parts.Add(subject.Name, new RecordedPart(
                subject, DirectoryOf(index), _log.CountIn(start), _log.CountIn(end), [.. acknowledgements.Select(bytes => LastFlush(_log.CountIn(bytes)))]));
        }
    }

    /// <summary>The reason why nothing is recorded; null if the subjects are recorded.</summary>
    public string? SkipReason { get; }

    private string Recorded => _scratch!.File("recorded");

    private string Base => _scratch!.File("base");

    private string Before => _scratch!.File("before");

    private string Root => _scratch!.File("mnt");

    /// <summary>Replays states of one subject, and judges them. Skips the test if nothing is recorded.</summary>
    /// <param name="subject">The name of the subject.</param>
    /// <param name="most">The maximum number of states.</param>
    /// <param name="untilBad">Whether the first bad state ends the replay.</param>
    public PowerLossResult Replay(string subject, int most, bool untilBad = false)
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }

        var part = _parts[subject];
        _ = Shell.Run("cp", Base, Before).OrThrow();
        _log!.Apply(Writes(0, part.Start), Before);

        var faults = new List<string>();
        var states = DiskStates.Of(_log, part.Start, part.End).Take(most).ToList();
        var tried = 0;
        foreach (var state in states)
        {
            tried++;
            if (Judge(part, state) is { } fault)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{_fileSystem}, {subject}, {state.Prefix - part.Start} of {part.End - part.Start} writes and {state.Later.Count} later ones: {fault}"));
                if (untilBad)
                {
                    break;
                }
            }
        }

        return new PowerLossResult(tried, faults);
    }

    public void Dispose() => _scratch?.Dispose();

    private string? Judge(RecordedPart part, DiskState state)
    {
        var image = _scratch!.File("state");
        _ = Shell.Run("cp", Before, image).OrThrow();
        _log!.Apply(Writes(part.Start, state.Prefix).Concat(state.Later), image);
        using var mount = MountedImage.TryMount(_fileSystem, image, Root, out var reason);
        return mount is null
            ? "the file system cannot be mounted: " + reason
            : part.Subject.Judge(part.Directory, part.Acknowledgements.Count(position => position <= state.Prefix));
    }

    /// <summary>Runs the subjects. For each subject, gets the length of the log at its start, at each acknowledgement and at its end.</summary>
    private List<(long Start, List<long> Acknowledgements, long End)> Record(IReadOnlyList<PowerLossSubject> subjects, out string logPath)
    {
        var marks = new List<(long, List<long>, long)>();
        using var disk = new LoggedDisk(_scratch!, Recorded);
        logPath = disk.LogPath;
        using var mount = Mount(disk.Path);
        foreach (var (subject, index) in subjects.Select(static (subject, index) => (subject, index)))
        {
            Sync();
            var start = disk.LogBytes;
            var acknowledgements = new List<long>();
            subject.Save(new RecordedSave(DirectoryOf(index), () => _fileSystem.CommitJournal(Root), () => acknowledgements.Add(disk.LogBytes)));
            Sync();
            marks.Add((start, acknowledgements, disk.LogBytes));
        }

        return marks;
    }

    private void Sync() => _ = Shell.Run("sync", "-f", Root).OrThrow();

    private MountedImage Mount(string image) =>
        MountedImage.TryMount(_fileSystem, image, Root, out var reason) ?? throw new InvalidOperationException($"Mounting {_fileSystem} failed: {reason}");

    private string DirectoryOf(int subject) => Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"subject-{subject}"));

    /// <summary>
    /// Finds the last flush among the first writes, and counts the writes up to the flush. Even a disk with a volatile cache has these writes
    /// after a power loss.
    /// </summary>
    private int LastFlush(int count)
    {
        while (count > 0 && !_log!.Writes[count - 1].IsFlush)
        {
            count--;
        }

        return count;
    }

    private IEnumerable<LoggedWrite> Writes(int from, int to) => _log!.Writes.Skip(from).Take(to - from);

    /// <summary>The part of the log that a subject wrote, and the number of writes at each acknowledgement.</summary>
    private sealed record RecordedPart(PowerLossSubject Subject, string Directory, int Start, int End, IReadOnlyList<int> Acknowledgements);
}

/// <summary>The judgement of a replay.</summary>
/// <param name="States">The number of states that were tried.</param>
/// <param name="Faults">A description of each bad state.</param>
public sealed record PowerLossResult(int States, IReadOnlyList<string> Faults);

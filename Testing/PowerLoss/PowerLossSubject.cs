namespace IoPolicy.Testing;

/// <summary>A way to save files, and the check of the files that a power loss leaves.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Prepare">Creates the files that exist in the directory before the save.</param>
/// <param name="Save">Saves the files.</param>
/// <param name="Judge">
/// Describes the damage in the directory after a power loss; null if there is none. The number is the count of acknowledgements
/// (<see cref="RecordedSave.Acknowledge"/>) before the power loss.
/// </param>
public sealed record PowerLossSubject(string Name, Action<string> Prepare, Action<RecordedSave> Save, Func<string, int, string?> Judge)
{
    public override string ToString() => Name;
}

/// <summary>A save while it is recorded.</summary>
public sealed class RecordedSave
{
    private readonly Action _commitJournal;
    private readonly Action _acknowledge;

    internal RecordedSave(string directory, Action commitJournal, Action acknowledge)
    {
        Directory = directory;
        _commitJournal = commitJournal;
        _acknowledge = acknowledge;
    }

    /// <summary>The directory on the recorded file system.</summary>
    public string Directory { get; }

    /// <summary>Gets the path of a file in the directory.</summary>
    public string File(string name) => Path.Combine(Directory, name);

    /// <summary>Commits the journal of the file system, as an fsync of another program does.</summary>
    public void CommitJournal() => _commitJournal();

    /// <summary>Records the moment from which the saved data must be durable.</summary>
    public void Acknowledge() => _acknowledge();
}

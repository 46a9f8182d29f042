namespace IoPolicy.Testing;

/// <summary>A way to save, and what a power loss may leave of it.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Prepare">Creates the files in a directory that are there before the save.</param>
/// <param name="Save">Saves.</param>
/// <param name="Judge">
/// Gets what is wrong with the directory after a power loss; null if nothing is. The number counts the acknowledgements
/// (<see cref="RecordedSave.Acknowledge"/>) that precede the power loss.
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

    /// <summary>Lets another program's fsync commit the journal of the file system.</summary>
    public void CommitJournal() => _commitJournal();

    /// <summary>Notes that the save said it is durable.</summary>
    public void Acknowledge() => _acknowledge();
}

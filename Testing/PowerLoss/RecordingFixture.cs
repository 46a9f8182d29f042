namespace IoPolicy.Testing;

/// <summary>The recordings of all subjects: one for each file system, which is made when the first test needs it.</summary>
/// <param name="createSubjects">Creates the subjects of one recording.</param>
public abstract class RecordingFixture(Func<IReadOnlyList<PowerLossSubject>> createSubjects) : IDisposable
{
    private readonly Dictionary<string, PowerLossRecording> _recordings = [];

    /// <summary>Gets the recording on a file system.</summary>
    public PowerLossRecording On(string fileSystem)
    {
        if (!_recordings.TryGetValue(fileSystem, out var recording))
        {
            recording = new PowerLossRecording(RecordedFileSystem.All.Single(one => one.Name == fileSystem), createSubjects());
            _recordings.Add(fileSystem, recording);
        }

        return recording;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var recording in _recordings.Values)
        {
            recording.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}

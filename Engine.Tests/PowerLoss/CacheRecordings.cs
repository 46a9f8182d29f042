namespace KvCache.Tests.PowerLoss;

/// <summary>The recordings of all subjects, one for each file system, made at its first test.</summary>
public sealed class CacheRecordings : IDisposable
{
    private readonly Dictionary<string, PowerLossRecording> _recordings = [];

    public void Dispose()
    {
        foreach (var recording in _recordings.Values)
        {
            recording.Dispose();
        }
    }

    internal PowerLossRecording On(string fileSystem)
    {
        if (!_recordings.TryGetValue(fileSystem, out var recording))
        {
            recording = new PowerLossRecording(RecordedFileSystem.All.Single(one => one.Name == fileSystem), [.. CacheSubjects.Create(), CacheSubjects.CreateControl()]);
            _recordings.Add(fileSystem, recording);
        }

        return recording;
    }
}

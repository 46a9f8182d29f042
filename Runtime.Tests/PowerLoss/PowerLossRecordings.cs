using IoPolicy.Testing;

namespace IoPolicy.Tests.PowerLoss;

/// <summary>The recordings of saves with <see cref="DurableFile"/>, and of unsafe saves.</summary>
public sealed class PowerLossRecordings() : RecordingFixture(static () => [.. DurableFileSubjects.All, .. UnsafeSaves.All]);

namespace KvCache.Tests.PowerLoss;

/// <summary>The recordings of the engine's saves.</summary>
public sealed class CacheRecordings() : RecordingFixture(static () => [.. CacheSubjects.Create(), CacheSubjects.CreateControl()]);

namespace IoPolicy.Benchmarks.Harness;

/// <param name="Rounds">How often each contender runs.</param>
/// <param name="Folder">A folder on a real file system; what is made there is removed again.</param>
internal sealed record BenchmarkSettings(int Rounds, string Folder);

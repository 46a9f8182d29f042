namespace IoPolicy.Benchmarks.Harness;

/// <param name="Rounds">How often each contender runs.</param>
/// <param name="DirectoryPath">A directory on a real file system. The benchmark removes its files.</param>
/// <param name="Minutes">How long the long run takes.</param>
internal sealed record BenchmarkSettings(int Rounds, string DirectoryPath, double Minutes);

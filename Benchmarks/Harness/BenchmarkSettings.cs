namespace IoPolicy.Benchmarks.Harness;

/// <summary>The settings from the command line.</summary>
/// <param name="Rounds">How often each contender (each compared way) runs.</param>
/// <param name="DirectoryPath">A directory on a real file system. The benchmark removes its files.</param>
/// <param name="Minutes">How long the long run takes.</param>
internal sealed record BenchmarkSettings(int Rounds, string DirectoryPath, double Minutes);

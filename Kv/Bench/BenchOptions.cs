namespace Kv.Bench;

/// <summary>What the user asked the benchmark to do.</summary>
internal sealed record BenchOptions(string? DirectoryPath, int Tokens, int Entries, int Runs);

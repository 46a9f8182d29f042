namespace Kv.Bench;

/// <summary>What the user asked the benchmark to do.</summary>
internal sealed record BenchOptions(string? Folder, int Tokens, int Entries, int Runs);

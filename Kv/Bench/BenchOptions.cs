namespace Kv.Bench;

/// <summary>The options of <c>kv bench</c>.</summary>
internal sealed record BenchOptions(string? DirectoryPath, int Tokens, int Entries, int Runs);

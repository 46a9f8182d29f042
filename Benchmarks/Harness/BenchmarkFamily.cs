using System.CommandLine;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>A benchmark: a subcommand of the program, and a section of a document.</summary>
internal abstract class BenchmarkFamily
{
    /// <summary>The name of the subcommand and of the section's marks.</summary>
    internal abstract string Name { get; }

    /// <summary>The section's heading.</summary>
    internal abstract string Title { get; }

    /// <summary>The help of the subcommand: one imperative sentence.</summary>
    internal abstract string Question { get; }

    /// <summary>The document with the section, relative to the repository root.</summary>
    internal virtual string Document => "docs/benchmarks.md";

    /// <summary>A hidden subcommand that the family runs in child processes; null if it needs none.</summary>
    internal virtual Command? Child => null;

    internal abstract Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation);
}

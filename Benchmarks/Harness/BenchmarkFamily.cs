using System.CommandLine;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>One question that is measured: a subcommand of the program, and a section of a document.</summary>
internal abstract class BenchmarkFamily
{
    /// <summary>The subcommand, and the section's mark.</summary>
    internal abstract string Name { get; }

    /// <summary>The section's heading.</summary>
    internal abstract string Title { get; }

    /// <summary>What is measured, in a sentence: the subcommand's help.</summary>
    internal abstract string Question { get; }

    /// <summary>Where the section stands, from the repository's root.</summary>
    internal virtual string Document => "docs/benchmarks.md";

    /// <summary>A hidden subcommand: what the family does in child processes of its own, where it needs any.</summary>
    internal virtual Command? Child => null;

    internal abstract Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation);
}

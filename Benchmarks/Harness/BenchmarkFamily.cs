using System.CommandLine;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>A family of measurements: a subcommand of the program, and a section of a document.</summary>
internal abstract class BenchmarkFamily
{
    /// <summary>The name of the subcommand. It is also in the HTML comments around the section.</summary>
    internal abstract string Name { get; }

    /// <summary>The section's heading.</summary>
    internal abstract string Title { get; }

    /// <summary>The help of the subcommand: one imperative sentence.</summary>
    internal abstract string Description { get; }

    /// <summary>The document with the section, relative to the repository root.</summary>
    internal virtual string Document => "docs/benchmarks.md";

    /// <summary>A hidden subcommand that the family runs in child processes; null if it needs none.</summary>
    internal virtual Command? Child => null;

    /// <summary>Measures, and returns the text and the charts of the section.</summary>
    internal abstract Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation);
}

using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Demo;

/// <summary>The options of <c>kv demo</c>.</summary>
internal sealed record DemoOptions
{
    internal const int DefaultWeightsMiB = 512;
    internal const int DefaultTokens = 28_672;
    internal const int DefaultLimitMiB = 700;
    internal const string DefaultPng = "kv-demo.png";

    /// <summary>The memory that a child needs beside the weights, for the runtime, the readahead and the kernel's own structures.</summary>
    private const int ChildMiB = 48;

    public required int WeightsMiB { get; init; }

    public required int Tokens { get; init; }

    public required int LimitMiB { get; init; }

    public required int Runs { get; init; }

    /// <summary>The parent of the scratch directory; null: the first usable directory.</summary>
    public string? DirectoryPath { get; init; }

    public required string PngPath { get; init; }

    internal long WeightsBytes => WeightsMiB * Formatting.MiB;

    internal long LimitBytes => LimitMiB * Formatting.MiB;

    internal long CheckpointBytes => DsvLayout.Flash.PayloadBytes((uint)Tokens);

    /// <summary>Whether the weights, the checkpoint and the program fit in the limit together. The kernel then reclaims nothing.</summary>
    internal bool LeavesRoom => LimitBytes > WeightsBytes + CheckpointBytes + (ChildMiB * Formatting.MiB);

    /// <summary>Checks that the weights and the program fit in the limit. Otherwise every way of saving loses weight pages.</summary>
    /// <exception cref="CommandException">The weights do not fit.</exception>
    internal void CheckLimit()
    {
        if (LimitMiB < (long)WeightsMiB + ChildMiB)
        {
            throw CommandException.Usage($"--limit-mib {LimitMiB} is too low: {WeightsMiB} MiB of weights and {ChildMiB} MiB for the program must fit in it");
        }
    }
}

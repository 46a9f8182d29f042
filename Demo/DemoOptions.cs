using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Demo;

/// <summary>What the user asked the demo to do.</summary>
internal sealed record DemoOptions
{
    internal const int DefaultWeightsMiB = 512;
    internal const int DefaultTokens = 28_672;
    internal const int DefaultLimitMiB = 700;
    internal const string DefaultPng = "kv-demo.png";

    /// <summary>What a child needs beside the weights: the runtime, and what the kernel reads ahead and keeps for it.</summary>
    private const int ChildMiB = 48;

    public required int WeightsMiB { get; init; }

    public required int Tokens { get; init; }

    public required int LimitMiB { get; init; }

    public required int Runs { get; init; }

    /// <summary>Where the scratch directory goes; null: the first place that will do.</summary>
    public string? DirectoryPath { get; init; }

    public required string PngPath { get; init; }

    internal long WeightsBytes => WeightsMiB * Formatting.MiB;

    internal long LimitBytes => LimitMiB * Formatting.MiB;

    internal long CheckpointBytes => DsvLayout.Flash.PayloadBytes((uint)Tokens);

    /// <summary>Whether the limit leaves room for all, so that nothing has to go.</summary>
    internal bool LeavesRoom => LimitBytes > WeightsBytes + CheckpointBytes + (ChildMiB * Formatting.MiB);

    /// <exception cref="CommandException">The weights alone would not fit, so that every way loses some.</exception>
    internal void CheckLimit()
    {
        if (LimitMiB < (long)WeightsMiB + ChildMiB)
        {
            throw CommandException.Usage($"--limit-mib {LimitMiB} is too low: {WeightsMiB} MiB of weights and the child's own {ChildMiB} must fit in it");
        }
    }
}

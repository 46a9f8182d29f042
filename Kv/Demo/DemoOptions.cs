using Kv.Output;

namespace Kv.Demo;

/// <summary>What the user asked the demo to do.</summary>
internal sealed record DemoOptions
{
    internal const int DefaultWeightsMiB = 512;
    internal const int DefaultTokens = 28_672;
    internal const int DefaultLimitMiB = 700;
    internal const string DefaultPng = "kv-demo.png";

    public required int WeightsMiB { get; init; }

    public required int Tokens { get; init; }

    public required int LimitMiB { get; init; }

    public required int Runs { get; init; }

    /// <summary>Where the scratch folder goes; null: the first place that will do.</summary>
    public string? Folder { get; init; }

    public required string PngPath { get; init; }

    public required bool Json { get; init; }

    internal long WeightsBytes => WeightsMiB * Quantity.MiB;

    internal long LimitBytes => LimitMiB * Quantity.MiB;
}

using System.Text.Json.Serialization;

namespace Kv.Demo;

/// <summary>A message of the child to the parent, one JSON object per line: the beginning of a stage, or the result.</summary>
internal sealed record ChildMessage
{
    /// <summary>The name of the stage that begins, for the progress line.</summary>
    public string? Stage { get; init; }

    /// <summary>The number of bytes that are charged to the child's cgroup before the save; null in other stages and without a cgroup.</summary>
    public long? ChargedBytes { get; init; }

    public ChildResult? Result { get; init; }
}

/// <summary>The measurements of one way in one run.</summary>
internal sealed record ChildResult
{
    public required DemoWay Way { get; init; }

    /// <summary>The length of the checkpoint file, in bytes.</summary>
    public required long CheckpointBytes { get; init; }

    public required long WeightsPages { get; init; }

    public required StepResult Save { get; init; }

    public required StepResult Load { get; init; }
}

/// <summary>The measurements of a save or a load. Pages have the system's page size.</summary>
internal sealed record StepResult
{
    public required double Seconds { get; init; }

    /// <summary>The highest number of cached checkpoint pages that the sampler counted during the step.</summary>
    public required long PeakPages { get; init; }

    /// <summary>The number of checkpoint pages that were cached at the end of the step.</summary>
    public required long PagesLeft { get; init; }

    /// <summary>The number of weight pages that the step pushed out of memory.</summary>
    public required long WeightPagesLost { get; init; }

    /// <summary>The time of the next pass over the weights, which reads the lost pages from disk.</summary>
    public required double NextPassSeconds { get; init; }

    public required long NextPassMajorFaults { get; init; }

    /// <summary>The end of the step, in seconds on the clock of the samples.</summary>
    public required double EndedAt { get; init; }

    /// <summary>The samples from before the step until after the next pass.</summary>
    public required IReadOnlyList<PageSample> Samples { get; init; }
}

/// <summary>A sample of the numbers of cached pages.</summary>
/// <param name="Seconds">The seconds since the sampling began.</param>
/// <param name="CheckpointPages">The number of cached checkpoint pages.</param>
/// <param name="WeightsPages">The number of cached weight pages.</param>
internal sealed record PageSample(double Seconds, long CheckpointPages, long WeightsPages);

/// <summary>The serializer of the messages between the demo and its children.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChildMessage))]
internal sealed partial class ProtocolJson : JsonSerializerContext;

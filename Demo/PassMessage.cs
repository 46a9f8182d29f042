namespace Kv.Demo;

/// <summary>What the child tells the parent, one JSON object a line: a stage as it begins, and at the end the result.</summary>
internal sealed record PassMessage
{
    /// <summary>What begins now, for the progress line.</summary>
    public string? Stage { get; init; }

    /// <summary>With the stage that follows the taking into use: what is charged to the child's cgroup at that moment, in bytes; null where there is none.</summary>
    public long? ChargedBytes { get; init; }

    public PassResult? Result { get; init; }
}

/// <summary>What one way of saving and loading did to the page cache.</summary>
internal sealed record PassResult
{
    public required DemoWay Way { get; init; }

    /// <summary>The length of the checkpoint file, in bytes.</summary>
    public required long CheckpointBytes { get; init; }

    public required long WeightsPages { get; init; }

    public required StepResult Save { get; init; }

    public required StepResult Load { get; init; }
}

/// <summary>What one save, or one load, did. Pages are of the system's page size.</summary>
internal sealed record StepResult
{
    public required double Seconds { get; init; }

    /// <summary>The most checkpoint pages that the sampler saw cached while the step ran.</summary>
    public required long PeakPages { get; init; }

    /// <summary>Checkpoint pages still cached when the step was over.</summary>
    public required long PagesLeft { get; init; }

    /// <summary>Weight pages that the step pushed out of memory.</summary>
    public required long WeightPagesLost { get; init; }

    /// <summary>The time of the pass over the weights that came next, which brings the lost pages back.</summary>
    public required double NextPassSeconds { get; init; }

    public required long NextPassMajorFaults { get; init; }

    /// <summary>When the step was over, in seconds as the samples count them.</summary>
    public required double EndedAt { get; init; }

    /// <summary>From just before the step to just after the next pass.</summary>
    public required IReadOnlyList<PageSample> Samples { get; init; }
}

/// <summary>How many pages were cached at a moment.</summary>
/// <param name="Seconds">Since the step began.</param>
/// <param name="CheckpointPages">Of the checkpoint file.</param>
/// <param name="WeightsPages">Of the weights.</param>
internal sealed record PageSample(double Seconds, long CheckpointPages, long WeightsPages);

namespace Kv.Demo;

/// <summary>What all children measured.</summary>
internal sealed record DemoOutcome
{
    /// <summary>Why there was no memory limit; null where there was one.</summary>
    public required string? NoPressureReason { get; init; }

    /// <summary>1 or 2; null where there was no memory limit.</summary>
    public required int? CgroupVersion { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<PassResult> Passes { get; init; }
}

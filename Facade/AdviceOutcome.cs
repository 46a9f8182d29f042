namespace IoPolicy;

public readonly record struct AdviceOutcome
{
    private AdviceOutcome(AdviceStatus status) => Status = status;

    public AdviceStatus Status { get; }

    public int Errno { get; }

    internal static AdviceOutcome Unsupported => new(AdviceStatus.Unsupported);
}

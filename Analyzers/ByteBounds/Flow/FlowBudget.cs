namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// Counts the blocks that one interpretation of a method runs. After a maximum, its loops no longer run iteration by iteration, but to a
/// fixpoint: their bounds are less exact, but never too low.
/// </summary>
internal sealed class FlowBudget(QueryBudget query)
{
    /// <summary>The maximum number of iterations of one loop that run one by one. A loop that reads in more iterations reads more than a header.</summary>
    internal const int MaxIterations = 1_024;

    private const int MaxBlocks = 8_000;
    private int _spent;

    internal bool IsSpent => _spent > MaxBlocks;

    internal void Spend()
    {
        query.Spend();
        _spent++;
    }
}

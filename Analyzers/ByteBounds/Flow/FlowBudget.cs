namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// The part of a query's budget that one interpretation of a method may spend on loops that run iteration by iteration. After that, loops
/// run to a fixpoint: their bounds are less exact, but never too low.
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

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// The part of a query's budget that one run of a method may spend on exactness. After that, loops no longer run iteration by
/// iteration, which loses precision but not soundness.
/// </summary>
internal sealed class FlowBudget(QueryBudget query)
{
    /// <summary>The iterations of one loop. A loop with more iterations does not read a header, if it reads at all.</summary>
    internal const int Iterations = 1_024;

    private const int Blocks = 8_000;
    private int _spent;

    internal bool IsSpent => _spent > Blocks;

    internal void Spend()
    {
        query.Spend();
        _spent++;
    }
}

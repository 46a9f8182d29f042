namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// How much of a question's budget one run of a method may take for exactness. Past it, loops are no longer run turn by
/// turn, which loses precision, never soundness.
/// </summary>
internal sealed class FlowBudget(QueryBudget question)
{
    /// <summary>Turns of one loop: above it a loop that reads anything at all reads no header.</summary>
    internal const int Turns = 1_024;

    private const int Blocks = 8_000;
    private int _spent;

    internal bool IsSpent => _spent > Blocks;

    internal void Spend()
    {
        question.Spend();
        _spent++;
    }
}

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// How much work one question may cost, its callees included: an analyzer runs while somebody types. Past it, loops are
/// no longer run turn by turn, which loses precision, never soundness.
/// </summary>
internal sealed class FlowBudget(CancellationToken cancellation)
{
    /// <summary>Turns of one loop: above it a loop that reads anything at all reads no header.</summary>
    internal const int Turns = 1_024;

    private const int Blocks = 8_000;
    private int _spent;

    internal bool IsSpent => _spent > Blocks;

    internal void Spend()
    {
        cancellation.ThrowIfCancellationRequested();
        _spent++;
    }
}

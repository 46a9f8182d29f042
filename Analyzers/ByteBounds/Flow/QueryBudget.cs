namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// How much work one question may cost, its callees included: an analyzer runs while somebody types, and the number of
/// ways through a call graph grows with the power of its depth. Steps are counted, not time, so that a question has the
/// same answer on each machine. Not safe for several threads: a question is answered by one.
/// </summary>
/// <param name="steps">The most that the question may cost.</param>
/// <param name="cancellation">Looked at in each step.</param>
internal sealed class QueryBudget(int steps, CancellationToken cancellation)
{
    /// <summary>
    /// Chosen from what questions cost: those of the tests with a known answer take 23,658 steps at most, the dearest
    /// in this repository's engine (the load of a whole checkpoint) 85,635, 99 of 100 random methods of the soundness
    /// test 163,928. The machine that this was measured on, with two busy cores, takes about 300 steps in a millisecond.
    /// </summary>
    internal const int Steps = 200_000;

    internal CancellationToken Cancellation => cancellation;

    internal int Spent { get; private set; }

    /// <summary>Takes a step, or some: an operation that is evaluated, a block that is entered.</summary>
    /// <exception cref="BudgetSpentException">That was one step too many.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    internal void Spend(int count = 1)
    {
        cancellation.ThrowIfCancellationRequested();
        if (steps - Spent < count)
        {
            throw new BudgetSpentException();
        }

        Spent += count;
    }
}

/// <summary>
/// Ends a question at once, however deep in its callees: a callee that was followed in part has no summary, so that
/// none is made, and none of its callers has one.
/// </summary>
internal sealed class BudgetSpentException() : Exception("The question costs more steps than it may.");

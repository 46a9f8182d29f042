namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// The work that one query may cost, including its callees. An analyzer runs while the user types, and the number of paths
/// through a call graph grows exponentially with its depth. The budget counts steps and not time, so a query has the same
/// answer on each machine. Not thread-safe: one thread answers a query.
/// </summary>
/// <param name="steps">The maximum number of steps.</param>
/// <param name="cancellation">Checked in each step.</param>
internal sealed class QueryBudget(int steps, CancellationToken cancellation)
{
    /// <summary>
    /// The maximum number of steps, from measurements. The queries in the tests whose answer is a known bound take at most 23,658 steps. The most
    /// expensive query in this repository's engine (the load of a checkpoint) takes 85,635. Of the random methods in <c>SoundnessTests</c>
    /// without a limit, 99 of 100 take at most 163,928. Two busy cores run about 300 steps in a millisecond.
    /// </summary>
    internal const int DefaultSteps = 200_000;

    internal CancellationToken Cancellation => cancellation;

    internal int Spent { get; private set; }

    /// <summary>Spends one or more steps: an operation that is evaluated, or a block that is entered.</summary>
    /// <exception cref="BudgetSpentException">The budget is spent.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer needs the answer.</exception>
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
/// Ends a query at once, at any depth. A callee that was followed only in part has no summary, and neither have its callers.
/// </summary>
internal sealed class BudgetSpentException() : Exception("The query exceeds its budget.");

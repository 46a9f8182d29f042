namespace IoPolicy.Tests;

/// <summary>The error numbers that a row of a fault table injects.</summary>
internal static class FaultTable
{
    private const int Step = 3;

    private static readonly bool IsComplete = Environment.GetEnvironmentVariable("IOPOLICY_TEST_FAULTS") == "all";

    /// <summary>
    /// Selects every third error, from the first, second or third error of the table. The row decides which. Always selects EINTR, after which
    /// a program must repeat the call. The full run (IOPOLICY_TEST_FAULTS=all) selects all errors.
    /// </summary>
    /// <param name="errors">The errors of the table. Neighbors are similar, so one of them is enough.</param>
    /// <param name="row">The row.</param>
    /// <returns>The errors, with their indexes in the table.</returns>
    internal static IEnumerable<(string Error, int Index)> Of(string[] errors, string row)
    {
        var turn = row.Sum(static character => character) % Step;
        return errors.Select(static (error, index) => (error, index))
            .Where(fault => IsComplete || fault.index % Step == turn || fault.error == "EINTR");
    }
}

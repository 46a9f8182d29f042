namespace IoPolicy.Testing;

/// <summary>Says of pages that they stayed, where a drop would have taken them.</summary>
public static class KeptPages
{
    /// <summary>
    /// A drop takes every page of its range, or all but a header. The kernel itself may take a folio or two of a file at
    /// any moment, for a neighbour's need or because DAMON finds it cold: up to a sixteenth is put down to that.
    /// </summary>
    /// <param name="before">The pages that were there.</param>
    /// <param name="now">Those that are.</param>
    public static void AssertAll(long before, long? now)
    {
        Assert.NotNull(now);
        Assert.InRange(now.Value, before - (before / 16), before);
    }
}

namespace IoPolicy.DropBehind;

/// <summary>
/// Divides the default window among the files that are written at the same time. The device is busy with the steps of all files, so
/// each file needs fewer steps of its own, and the peak of many writers stays near the peak of a single writer.
/// </summary>
/// <remarks>A window size that the user has chosen is not divided. Thread-safe.</remarks>
internal static class WindowShare
{
    /// <summary>The smallest share: one step is written while the next one is filled.</summary>
    internal const long Least = 2 << 20;

    private static int _files;

    /// <summary>Counts a file whose steps are on their way to the disk.</summary>
    internal static void Enter() => Interlocked.Increment(ref _files);

    /// <summary>Ends the count of a file.</summary>
    internal static void Leave() => Interlocked.Decrement(ref _files);

    /// <summary>The bytes of a window that a file may use now.</summary>
    internal static long Of(long window) => window != WindowSize.Default ? window : Of(window, Volatile.Read(ref _files));

    /// <inheritdoc cref="Of(long)"/>
    internal static long Of(long window, int files) => Math.Clamp(window / Math.Max(1, files), Math.Min(Least, window), window);
}

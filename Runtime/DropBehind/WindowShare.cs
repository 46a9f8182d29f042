namespace IoPolicy.DropBehind;

/// <summary>
/// A file's share of the default window. All files that are written at the same time divide the window. The steps of all files together
/// keep the device busy, so each file needs fewer steps. Therefore many writers cache little more than a single writer does.
/// </summary>
/// <remarks>
/// A window size that the user has chosen is not divided. A file counts while its steps are on their way to the disk. If a user never
/// closes a stream, the finalizer ends the count of its file. Otherwise the forgotten stream would make the windows of other files smaller
/// for the life of the process. The number of files is thread-safe. Only one thread at a time may use a share.
/// </remarks>
internal sealed class WindowShare
{
    /// <summary>The smallest share: two steps, so that one step is written back while the next one is filled.</summary>
    internal const long Least = 2 << 20;

    private static int _files;

    private bool _counts;

    ~WindowShare() => Leave();

    /// <summary>The number of files with steps on their way to the disk.</summary>
    internal static int Files => Volatile.Read(ref _files);

    /// <summary>Counts the file, unless the file counts already.</summary>
    internal void Enter()
    {
        if (!_counts)
        {
            _counts = true;
            _ = Interlocked.Increment(ref _files);
        }
    }

    /// <summary>Stops counting the file. A later <see cref="Enter"/> counts the file again.</summary>
    internal void Leave()
    {
        if (_counts)
        {
            _counts = false;
            _ = Interlocked.Decrement(ref _files);
        }
    }

    /// <summary>Gets the bytes of a window that a file may use now.</summary>
    internal static long Of(long window) => window != WindowSize.Default ? window : Of(window, Files);

    /// <inheritdoc cref="Of(long)"/>
    internal static long Of(long window, int files) => Math.Clamp(window / Math.Max(1, files), Math.Min(Least, window), window);
}

namespace IoPolicy.Advice;

/// <summary>
/// Decides whether a method writes many small files, one after another. The wait for the device can take longer than the write of a
/// small file itself, so the background issues the advice of later files.
/// </summary>
/// <remarks>
/// The first files of a series are dropped before their methods return. A pause ends a series. A stream that is wrapped by hand
/// has its own policy, so it is never in a series: no other stream could report its failure. Thread-safe, because a lost
/// update only makes a method wait for one more file.
/// </remarks>
internal sealed class SmallFileSeries
{
    /// <summary>The largest file in bytes. <i>Measured</i> on ext4: the wait doubles the time of a file of this size.</summary>
    internal const long LargestFile = 256 << 10;

    /// <summary>The files of a series for which the method waits.</summary>
    internal const int Waits = 64;

    private const long Pause = 1_000;

    private long _last = -Pause;
    private int _files;

    /// <summary>Counts a file. Returns true if the method does not wait for it.</summary>
    internal bool Add() => Add(Environment.TickCount64);

    /// <inheritdoc cref="Add()"/>
    /// <param name="now">The time in milliseconds.</param>
    internal bool Add(long now)
    {
        var files = now - Interlocked.Exchange(ref _last, now) < Pause ? Volatile.Read(ref _files) : 0;
        if (files >= Waits)
        {
            return true;
        }

        Volatile.Write(ref _files, files + 1);
        return false;
    }
}

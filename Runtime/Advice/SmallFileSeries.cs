namespace IoPolicy.Advice;

/// <summary>
/// Detects that a method writes many small files, one after another. The wait for the device can take longer than the write of a
/// small file itself, so <see cref="BackgroundAdvice"/> issues the advice of the later files.
/// </summary>
/// <remarks>
/// A call that writes one of the first files of a series returns after the drop. A pause of a second ends a series. A stream that the
/// user wraps by hand has its own policy, and is never in a series, because no later call could report the failure of its write-back.
/// Thread-safe: a lost update only makes a method wait for one more file.
/// </remarks>
internal sealed class SmallFileSeries
{
    /// <summary>The largest file in bytes. <i>Measured</i> on ext4: the wait doubles the time to write a file of this size.</summary>
    internal const long LargestFile = 256 << 10;

    /// <summary>The number of files at the start of a series for whose write-back the method waits.</summary>
    internal const int AwaitedFiles = 64;

    private const long PauseMilliseconds = 1_000;

    private long _last = -PauseMilliseconds;
    private int _files;

    /// <summary>Counts a file. Returns true if the method does not wait for it.</summary>
    internal bool Add() => Add(Environment.TickCount64);

    /// <inheritdoc cref="Add()"/>
    /// <param name="now">The time in milliseconds.</param>
    internal bool Add(long now)
    {
        var files = now - Interlocked.Exchange(ref _last, now) < PauseMilliseconds ? Volatile.Read(ref _files) : 0;
        if (files >= AwaitedFiles)
        {
            return true;
        }

        Volatile.Write(ref _files, files + 1);
        return false;
    }
}

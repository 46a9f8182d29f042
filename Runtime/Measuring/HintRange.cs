using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>The bytes that a hint is about; a length of 0 reaches to the end of the file.</summary>
internal readonly record struct HintRange(long Offset, long Length)
{
    /// <summary>What every public hint checks of its arguments.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    internal static void Check(SafeFileHandle file, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(file.IsClosed, file);
    }
}

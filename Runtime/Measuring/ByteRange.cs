using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>The range of advice: from an offset, for a length or to the end of the file.</summary>
/// <remarks>
/// A range ends at the last offset of the kernel (<c>loff_t</c>, <see cref="long.MaxValue"/>), or before it. <see cref="From"/> is the
/// only code that clamps a range. For a longer range, <c>posix_fadvise</c> succeeds, <c>sync_file_range</c> answers EINVAL, and the sum
/// of its offset and its length overflows.
/// </remarks>
internal readonly record struct ByteRange
{
    private ByteRange(long offset, long length) => (Offset, Length) = (offset, length);

    internal static ByteRange WholeFile => default;

    internal long Offset { get; }

    /// <summary>The length in bytes; 0 reaches to the end of the file.</summary>
    internal long Length { get; }

    /// <summary>The byte after the last one; <see cref="long.MaxValue"/> for a range that reaches to the end of the file.</summary>
    internal long End => Length == 0 ? long.MaxValue : Offset + Length;

    /// <summary>
    /// Creates a range from a non-negative offset and length. A range that would overflow reaches to the end of the file.
    /// </summary>
    internal static ByteRange From(long offset, long length) => new(offset, length > long.MaxValue - offset ? 0 : length);

    /// <summary>Creates a range from the arguments of a public method.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    internal static ByteRange Check(SafeFileHandle file, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        var range = Check(offset, length);
        ObjectDisposedException.ThrowIf(file.IsClosed, file);
        return range;
    }

    /// <inheritdoc cref="Check(SafeFileHandle, long, long)"/>
    internal static ByteRange Check(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return From(offset, length);
    }
}

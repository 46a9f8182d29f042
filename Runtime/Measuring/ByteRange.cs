using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>A range of bytes in a file: an offset, and a length or the end of the file.</summary>
/// <remarks>
/// No range ends after the last offset that the kernel supports (<c>loff_t</c>, <see cref="long.MaxValue"/>). <see cref="From"/>
/// ensures this. For a range that is too long, <c>posix_fadvise</c> would succeed, <c>sync_file_range</c> would fail with EINVAL, and the
/// sum of offset and length would overflow.
/// </remarks>
internal readonly record struct ByteRange
{
    private ByteRange(long offset, long length) => (Offset, Length) = (offset, length);

    internal static ByteRange WholeFile => default;

    internal long Offset { get; }

    /// <summary>The length in bytes; 0 reaches to the end of the file.</summary>
    internal long Length { get; }

    /// <summary>The offset after the last byte; <see cref="long.MaxValue"/> for a range that reaches to the end of the file.</summary>
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

    /// <summary>Creates a range from the offset and the length that a caller passed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    internal static ByteRange Check(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return From(offset, length);
    }
}

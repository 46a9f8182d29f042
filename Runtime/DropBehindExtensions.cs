using IoPolicy.Advice;

namespace IoPolicy;

/// <summary>Wraps a stream, so that the pages of its file behind the position are dropped.</summary>
public static class DropBehindExtensions
{
    /// <summary>
    /// Wraps a file stream. The result is a <see cref="FileStream"/> over the same open file, with the same name, position
    /// and handle.
    /// </summary>
    /// <param name="stream">The open file.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>
    /// The stream to use instead of <paramref name="stream"/>. Its <c>Dispose</c> writes back and drops the remaining pages,
    /// and throws an <see cref="IOException"/> if a write-back fails. Not safe for concurrent use.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="stream"/> is closed.</exception>
    public static FileStream DropBehind(this FileStream stream, DropBehindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(!UnderlyingFile.IsOpen(stream), stream);
        return new DropBehindFileStream(stream, DropBehindStream.CreateCore(stream, options, nameof(DropBehind)));
    }

    /// <summary>Wraps a stream that is, or wraps, a file. For any other stream, the calls pass through unchanged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The stream to use instead of <paramref name="stream"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public static DropBehindStream DropBehind(this Stream stream, DropBehindOptions? options = null) => new(stream, options);
}

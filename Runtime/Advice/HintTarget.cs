using System.Runtime.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>
/// What a hint holds of the file that the user gave: a <see cref="FileStream"/>, a stream that buffers or passes through to
/// one, a <see cref="Microsoft.Win32.SafeHandles.SafeFileHandle"/>, or a path.
/// </summary>
internal static class HintTarget
{
    internal const long NoPosition = -1;

    /// <summary>
    /// Of a stream: itself where it is the file, or where its position is the user's and a flush of it only moves bytes
    /// along; else the file under it, so that it is known also after the body has closed the compressor over it. Null where
    /// there is no file.
    /// </summary>
    internal static object? Of(Stream? stream) =>
        UnderlyingFile.Find(stream) is not { } file ? null
        : UnderlyingFile.FlushesCleanly(stream) ? stream
        : file;

    /// <summary>
    /// Where the next byte is read or written: that of a buffer over the file where there is one, since it may have read
    /// ahead; <see cref="NoPosition"/> where there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Most often it is a file.
    internal static long PositionOf(object? target) => target is FileStream file ? PositionOf(file) : PositionOfOther(target);

    internal static long PositionOf(FileStream? file) => file is { CanSeek: true } ? file.Position : NoPosition;

    private static long PositionOfOther(object? target) => target switch
    {
        BufferedStream { CanSeek: true } buffer => buffer.Position,
        Stream stream => PositionOf(UnderlyingFile.Find(stream)),
        _ => NoPosition,
    };
}

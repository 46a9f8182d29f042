using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>Finds the file under a stream, by the public members of the streams that .NET wraps others in.</summary>
internal static class UnderlyingFile
{
    /// <summary>The most streams above a file. A user's wrappers can form a circle.</summary>
    private const int MostWrappers = 32;

    /// <summary>Finds the file that a stream is or wraps. Null if there is none, or the stream is closed.</summary>
    internal static FileStream? Find(Stream? stream) => Find(stream, out _);

    /// <summary>Finds the file under a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="flushesCleanly">
    /// Whether flushing the stream only passes bytes on, and does not change them. This holds for files, buffers and a user's wrappers. A
    /// compressor ends a block at a flush, and so writes other bytes than without the flush.
    /// </param>
    internal static FileStream? Find(Stream? stream, out bool flushesCleanly)
    {
        flushesCleanly = true;
        for (var depth = 0; stream is not (null or FileStream); depth++)
        {
            flushesCleanly &= !IsCompressor(stream);
            stream = depth < MostWrappers ? Inner(stream) : null;
        }

        flushesCleanly &= stream is not null;
        return stream as FileStream;
    }

    /// <summary>
    /// Gets the stream under a writer, without the flush of <see cref="BinaryWriter.BaseStream"/>, because a flush changes the
    /// data of a compressor.
    /// </summary>
    internal static Stream? Of(BinaryWriter? writer) => writer is null ? null : OutStream(writer);

    internal static bool IsOpen(Stream stream) => stream.CanRead || stream.CanWrite;

    /// <remarks>Not inlined: compiling it loads System.IO.Compression, for which a process may have no free descriptor.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsCompressor(Stream stream) => stream is GZipStream or DeflateStream or ZLibStream or BrotliStream;

    /// <remarks>The property or function of a user may throw anything, and it must not fail the user's I/O.</remarks>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The property of a user's stream may throw anything.")]
    private static Stream? Inner(Stream stream)
    {
        try
        {
            return stream switch
            {
                BufferedStream buffer => IsOpen(buffer) ? buffer.UnderlyingStream : null,
                GZipStream zip => zip.BaseStream,
                DeflateStream zip => zip.BaseStream,
                ZLibStream zip => zip.BaseStream,
                BrotliStream zip => zip.BaseStream,
                IPassesThrough outer => outer.InnerStream,
                IStreamWrapper wrapper => wrapper.InnerStream,
                _ => RegisteredWrappers.InnerOf(stream),
            };
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "OutStream")]
    private static extern ref Stream OutStream(BinaryWriter writer);
}

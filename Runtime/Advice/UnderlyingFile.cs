using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>Finds the file under a stream that wraps it: a stream of .NET, of IoPolicy or of the user.</summary>
internal static class UnderlyingFile
{
    /// <summary>The most streams that may wrap a file. The limit ends the search if a user's wrappers form a circle.</summary>
    private const int MaxWrappers = 32;

    /// <summary>Finds the file that a stream is or wraps. Null if there is none, or the stream is closed.</summary>
    internal static FileStream? Find(Stream? stream) => Find(stream, out _);

    /// <summary>Finds the file under a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="flushesCleanly">
    /// Whether flushing the stream passes its bytes on unchanged. This holds for files, buffers and a user's wrappers. A compressor ends a
    /// block at a flush, so it writes other bytes than it would without the flush.
    /// </param>
    internal static FileStream? Find(Stream? stream, out bool flushesCleanly)
    {
        flushesCleanly = true;
        for (var depth = 0; stream is not (null or FileStream); depth++)
        {
            flushesCleanly &= !IsCompressor(stream);
            stream = depth < MaxWrappers ? Inner(stream) : null;
        }

        flushesCleanly &= stream is not null;
        return stream as FileStream;
    }

    /// <summary>
    /// Gets the stream under a writer. <see cref="BinaryWriter.BaseStream"/> would flush the stream first, and a flush changes the data of a
    /// compressor.
    /// </summary>
    internal static Stream? StreamUnder(BinaryWriter? writer) => writer is null ? null : OutStream(writer);

    internal static bool IsOpen(Stream stream) => stream.CanRead || stream.CanWrite;

    /// <remarks>Not inlined. To compile it, the JIT loads System.IO.Compression, and the process may have no free descriptor for that.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsCompressor(Stream stream) => stream is GZipStream or DeflateStream or ZLibStream or BrotliStream;

    /// <remarks>A property or function of the user may throw anything. That must not fail the user's I/O.</remarks>
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

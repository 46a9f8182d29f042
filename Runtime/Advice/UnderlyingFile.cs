using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace IoPolicy.Advice;

/// <summary>Finds the file under a stream, by the public members of the streams that .NET wraps others in.</summary>
internal static class UnderlyingFile
{
    /// <summary>The file that a stream is or wraps; null where there is none, or the stream is closed.</summary>
    internal static FileStream? Find(Stream? stream)
    {
        while (stream is not null and not FileStream)
        {
            stream = Inner(stream);
        }

        return stream as FileStream;
    }

    /// <summary>
    /// The stream under a writer, without the flush that <see cref="BinaryWriter.BaseStream"/> does first: to a
    /// compressor a flush is data.
    /// </summary>
    internal static Stream? Of(BinaryWriter? writer) => writer is null ? null : OutStream(writer);

    internal static bool IsOpen(Stream stream) => stream.CanRead || stream.CanWrite;

    /// <summary>
    /// Whether flushing a stream only moves bytes along: so it is for files and buffers, and not for compressors, which
    /// end a block for it and so write other bytes than they would have.
    /// </summary>
    internal static bool FlushesCleanly(Stream? stream)
    {
        while (stream is BufferedStream or IPassesThrough)
        {
            stream = Inner(stream);
        }

        return stream is FileStream;
    }

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
                _ => null,
            };
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "OutStream")]
    private static extern ref Stream OutStream(BinaryWriter writer);
}

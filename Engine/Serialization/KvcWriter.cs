using System.Buffers;
using IoPolicy;

namespace KvCache;

/// <summary>Writes KVC files. Thread-safe, if each call has its own file.</summary>
public static partial class KvcWriter
{
    /// <summary>
    /// Writes a whole file. Its pages are written back and dropped behind the position. The caller makes the file durable, by
    /// an fsync of the file before the rename and an fsync of the directory after it: see <see cref="CacheDirectory.Store"/>.
    /// </summary>
    /// <param name="file">
    /// An empty file that only the caller uses until this method returns. Write to a temporary file and rename it.
    /// </param>
    /// <param name="content">The content.</param>
    /// <returns>The file's length in bytes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> or <paramref name="content"/> is null.</exception>
    /// <exception cref="ArgumentException">The header's lengths differ from those of the content.</exception>
    /// <exception cref="IOException">
    /// The payload could not be read or does not have the promised length, or the file could not be written.
    /// </exception>
    [DropPagesAfterFullWrite(WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    public static partial long Save(FileStream file, KvcContent content);

    /// <summary>
    /// Writes a copy of a file with another header and trailer. The pages of both files are dropped. The caller makes the file
    /// durable, as with <see cref="Save"/>.
    /// </summary>
    /// <param name="file">The new file.</param>
    /// <param name="source">The old file. Its text and payload have the lengths in the header.</param>
    /// <param name="header">The new file's header.</param>
    /// <param name="text">The text.</param>
    /// <param name="trailer">The content after the payload.</param>
    /// <exception cref="IOException">A file could not be read or written.</exception>
    [DropPagesAfterFullRead(File = nameof(source), WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    internal static partial void Renew(FileStream file, FileStream source, KvcHeader header, ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> trailer);

    private static void RenewCore(FileStream file, FileStream source, KvcHeader header, ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> trailer) =>
        Save(file, new KvcContent
        {
            Header = header,
            Text = text,
            Payload = new StreamSegment(source, header.PayloadOffset, (long)header.PayloadBytes),
            Trailer = trailer,
        });

    private static long SaveCore(FileStream file, KvcContent content)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        if (content.Header.TextBytes != content.Text.Length)
        {
            throw new ArgumentException($"The header says {content.Header.TextBytes} bytes of text; there are {content.Text.Length}.", nameof(content));
        }

        Span<byte> header = stackalloc byte[KvcHeader.Size];
        content.Header.Format(header);
        file.Write(header);
        file.Write(content.Text.Span);
        CopyPayload(content, file);
        file.Write(content.Trailer.Span);
        file.Flush();
        return KvcHeader.Size + content.Text.Length + (long)content.Header.PayloadBytes + content.Trailer.Length;
    }

    private static void CopyPayload(KvcContent content, FileStream file)
    {
        var piece = ArrayPool<byte>.Shared.Rent(CacheWindow.PieceBytes);
        try
        {
            var left = content.Header.PayloadBytes;
            while (left > 0)
            {
                content.Cancellation.ThrowIfCancellationRequested();
                var wanted = (int)Math.Min(CacheWindow.PieceBytes, left);
                var count = content.Payload.ReadAtLeast(piece.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
                file.Write(piece.AsSpan(0, count));
                left -= (ulong)count;
                if (count < wanted)
                {
                    throw new EndOfStreamException($"{file.Name}: the payload ended {left} bytes before the {content.Header.PayloadBytes} that its header promises.");
                }
            }

            if (content.Payload.Read(piece.AsSpan(0, 1)) != 0)
            {
                throw new IOException($"{file.Name}: the payload goes on behind the {content.Header.PayloadBytes} bytes that its header promises.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}

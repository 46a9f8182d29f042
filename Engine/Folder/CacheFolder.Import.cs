using System.Buffers;
using IoPolicy;

namespace KvCache;

public sealed partial class CacheFolder
{
    /// <summary>
    /// Takes over a whole file, header, text, payload and all, as another folder had it: writes a temporary, loads it to
    /// see that it is sound, makes it durable and renames it. A file that the key has already is left alone.
    /// </summary>
    /// <param name="key">The key, which the text must have.</param>
    /// <param name="file">The file's bytes, read to their end.</param>
    /// <returns>Whether it was taken over; false where the key has a file already, and <paramref name="file"/> was not read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is not sound: nothing was changed.</exception>
    /// <exception cref="IOException">The bytes could not be read, or the file not written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written or removed here.</exception>
    public bool Import(KvcKey key, Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return IsFree(key) && Publish(key, copy => CopyAndCheck(copy, key, file), _ => IsFree(key));
    }

    private bool IsFree(KvcKey key) => EntryOf(key) is null && !ForeignFile.IsAt(PathOf(key));

    private void CopyAndCheck(FileStream copy, KvcKey key, Stream file)
    {
        CopyWhole(copy, file);
        copy.Position = 0;
        KvcReader.Load(copy, new KvcLoad { Path = PathOf(key), Key = key, Checks = _options.Checks });
    }

    [DropPagesAfterFullWrite(File = nameof(copy), WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    private static partial void CopyWhole(FileStream copy, Stream file);

    private static void CopyWholeCore(FileStream copy, Stream file)
    {
        var piece = ArrayPool<byte>.Shared.Rent(CacheWindow.PieceBytes);
        try
        {
            while (file.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) is > 0 and var count)
            {
                copy.Write(piece.AsSpan(0, count));
            }

            copy.Flush();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}

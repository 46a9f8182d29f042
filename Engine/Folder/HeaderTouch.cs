using KvCache.Interop;

namespace KvCache;

/// <summary>Rewrites the part of a header that changes with use.</summary>
internal static class HeaderTouch
{
    /// <summary>
    /// Sets a file's hits and last use. The first 48 bytes are written by one call, as ds4 writes them: reserved bytes
    /// become 0, and a reason that is not known becomes unknown. Within one sector, so that a crash leaves the old ones
    /// or the new.
    /// </summary>
    /// <returns>False where there is no such file, or it has no sound header.</returns>
    /// <exception cref="IOException">The file could not be read or written.</exception>
    internal static bool Touch(string path, Func<uint, uint> hits, ulong now)
    {
        if (!SafeFiles.TryOpen(path, write: true, out var file, out _))
        {
            return false;
        }

        using (file)
        {
            if (KvcReader.ReadHeader(file, out var header) is not null)
            {
                return false;
            }

            Span<byte> bytes = stackalloc byte[KvcHeader.Size];
            (header with { Hits = hits(header.Hits), LastUsed = now }).Format(bytes);
            RandomAccess.Write(file, bytes[..KvcHeader.TouchedSize], fileOffset: 0);
            return true;
        }
    }
}

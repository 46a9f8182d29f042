using KvCache.Interop;

namespace KvCache;

/// <summary>Rewrites the part of a header that changes with use.</summary>
internal static class HeaderTouch
{
    /// <summary>
    /// Sets a file's hits and last use. One call writes the first 48 bytes, as ds4 does; they lie within one sector, so a
    /// crash leaves the old bytes or the new ones. The model id, the payload ABI and bytes 21 to 23 stay; an unknown
    /// reason becomes 0, as in ds4.
    /// </summary>
    /// <returns>False if the file does not exist, has no sound header, or was written by a newer program (<see cref="KvcHeader.IsNewer"/>).</returns>
    /// <exception cref="IOException">The file could not be read or written.</exception>
    internal static bool Touch(string path, Func<uint, uint> hits, ulong now)
    {
        if (!SafeFiles.TryOpen(path, write: true, out var file, out _, out var fault))
        {
            return fault.Kind == KvcFaultKind.Unreadable ? throw new KvcFormatException(path, fault) : false;
        }

        using (file)
        {
            if (KvcReader.ReadHeader(file, out var header) is not null || header.IsNewer)
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

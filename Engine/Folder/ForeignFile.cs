using KvCache.Interop;

namespace KvCache;

/// <summary>Recognizes files that another generation of the format made. This program never replaces or removes them.</summary>
internal static class ForeignFile
{
    /// <summary>
    /// Whether a path leads to a KVC file of a newer version, of another payload ABI than the one written here, or with
    /// unknown extension bits. Looks at the bytes alone: the rest of a foreign header may have another meaning.
    /// </summary>
    /// <exception cref="IOException">The file could not be read.</exception>
    internal static bool IsAt(string path)
    {
        if (!SafeFiles.TryOpen(path, write: false, out var file, out _))
        {
            return false;
        }

        using (file)
        {
            Span<byte> bytes = stackalloc byte[KvcHeader.Size];
            var count = RandomAccess.Read(file, bytes, fileOffset: 0);
            return KvcHeader.IsForeign(bytes[..count]);
        }
    }
}

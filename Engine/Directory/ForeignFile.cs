using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Recognizes files that another generation of the format made. This program never replaces or removes them.</summary>
internal static class ForeignFile
{
    /// <summary>
    /// Whether a path leads to a KVC file of a newer version, of another payload ABI than the one written here, or with
    /// unknown extension bits. Looks at the bytes alone: the rest of a foreign header may have another meaning.
    /// </summary>
    /// <remarks>A file whose first bytes the disk cannot read is not foreign: no program can use it.</remarks>
    /// <exception cref="IOException">The file may not be opened here, so nobody can tell; or descriptors or memory are short.</exception>
    internal static bool IsAt(string path)
    {
        if (!SafeFiles.TryOpen(path, write: false, out var file, out _, out var fault))
        {
            return fault.Kind == KvcFaultKind.Unreadable ? throw new KvcFormatException(path, fault) : false;
        }

        using (file)
        {
            return Is(file);
        }
    }

    /// <summary>As <see cref="IsAt"/>, of an open file.</summary>
    internal static bool Is(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        try
        {
            return KvcHeader.IsForeign(bytes[..RandomAccess.Read(file, bytes, fileOffset: 0)]);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            return false;
        }
    }
}

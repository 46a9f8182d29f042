using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Recognizes files that a newer program made. This program never replaces or removes them.</summary>
internal static class NewerFile
{
    /// <summary>Whether a path leads to a KVC file that a newer program made; see <see cref="KvcHeader.BeginsNewerFile"/>.</summary>
    /// <remarks>A file whose first bytes the disk cannot read does not count as newer, because no program can use it.</remarks>
    /// <exception cref="IOException">
    /// The process has no permission to open the file, so the content is unknown, or it has no free descriptor or memory.
    /// </exception>
    internal static bool IsAt(string path)
    {
        if (!SafeFiles.TryOpen(path, write: false, out var file, out _, out var fault))
        {
            return fault.Kind == KvcFaultKind.Unreadable ? throw new KvcFormatException(path, fault) : false;
        }

        using (file)
        {
            return Is(file, payloadAbi: null);
        }
    }

    /// <summary>
    /// As <see cref="IsAt"/>, for an open file. Also true if the file's payload ABI is newer than that of the file to write.
    /// </summary>
    internal static bool Is(SafeFileHandle file, byte? payloadAbi)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        try
        {
            var header = bytes[..RandomAccess.Read(file, bytes, fileOffset: 0)];
            return KvcHeader.BeginsNewerFile(header) || (KvcHeader.TryParse(header, out var parsed, out _) && parsed.PayloadAbi > payloadAbi);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            return false;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using KvCache.Interop;

namespace KvCache;

/// <summary>Reads the headers of a folder's files.</summary>
public static class FolderScan
{
    /// <summary>
    /// The folder's entries, in the folder's order, one at a time. A file whose header and length do not agree is
    /// passed over, and so is one that is removed meanwhile. No link is followed.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IEnumerable<KvcEntry> Entries(string folder)
    {
        foreach (var (path, key) in Files(folder))
        {
            if (TryReadEntry(path, key, out var entry, out _))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The paths of cache files, by their names alone, in the folder's order.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IEnumerable<(string Path, KvcKey Key)> Files(string folder) =>
        new FileSystemEnumerable<(string, KvcKey)>(
            folder,
            static (ref file) => (file.ToFullPath(), KvcKey.TryParseFileName(file.FileName, out var key) ? key : default),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = static (ref file) => KvcKey.TryParseFileName(file.FileName, out _),
        };

    /// <summary>
    /// Reads one file's header and checks it against the file's length. Never throws for what the file is or says.
    /// </summary>
    public static bool TryReadEntry(string path, KvcKey key, [NotNullWhen(true)] out KvcEntry? entry, [NotNullWhen(false)] out KvcFault? fault)
    {
        entry = null;
        if (!SafeFiles.TryOpen(path, write: false, out var file, out var fileBytes))
        {
            fault = new KvcFault(KvcFaultKind.File, 0, "a regular file that may be opened", "none");
            return false;
        }

        using (file)
        {
            fault = KvcReader.ReadHeader(file, out var header);
            if (fault is null && !header.TryGetContentEnd(fileBytes, out _))
            {
                fault = KvcFaults.Length(header, fileBytes);
            }

            entry = fault is null ? new KvcEntry(key, path, header, fileBytes) : null;
            return fault is null;
        }
    }
}

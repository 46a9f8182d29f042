using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Reads the headers of a folder's files: 52 bytes each, on all processors. All members are safe for all threads.</summary>
public static class FolderScan
{
    /// <summary>Files that are read ahead of who asks for them, so that all processors have something to do; it bounds the memory of a scan.</summary>
    private const int BatchFiles = 4096;

    /// <summary>Files that one processor reads at a time; fewer than this in a folder are read by the caller alone.</summary>
    private const int PieceFiles = 64;

    private static readonly EnumerationOptions AllNames = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>
    /// The folder's files of a cache file's name, in the folder's order, with their headers or what is wrong with them.
    /// They are read in batches as they are asked for. A file that is removed meanwhile is passed over. No link is
    /// followed.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null or empty.</exception>
    /// <exception cref="IOException">The folder cannot be read: thrown when the first file is asked for.</exception>
    public static IEnumerable<ScannedFile> Read(string folder)
    {
        // Not in the iterator, which would throw when the first file is asked for.
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return ReadFiles(folder);
    }

    /// <summary>The entries of <see cref="Read"/>: those whose header and length agree.</summary>
    /// <inheritdoc cref="Read"/>
    public static IEnumerable<KvcEntry> Entries(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Checkpoints(folder).Select(checkpoint => checkpoint.EntryIn(folder));
    }

    /// <summary>The paths of cache files, by their names alone, in the folder's order.</summary>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null or empty.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IEnumerable<(string Path, KvcKey Key)> Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Names(folder).Select(name => (name.PathIn(folder), name.Key));
    }

    /// <summary>
    /// Reads one file's header and checks it against the file's length. Never throws for what the file is or says.
    /// </summary>
    /// <param name="path">The file; a link is not followed.</param>
    /// <param name="key">The text's hash, by the file's name.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="fault">What is wrong and where, where the result is false.</param>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static bool TryReadEntry(string path, KvcKey key, [NotNullWhen(true)] out KvcEntry? entry, [NotNullWhen(false)] out KvcFault? fault)
    {
        _ = SafeFiles.TryOpen(path, write: false, out var file, out var fileBytes);
        fault = ReadHeader(file, fileBytes, out var header);
        entry = fault is null ? new KvcEntry(key, path, header, fileBytes) : null;
        return fault is null;
    }

    /// <summary>The checkpoints among the folder's files, numbered in the folder's order.</summary>
    internal static IEnumerable<ScannedCheckpoint> Checkpoints(string folder)
    {
        var order = 0L;
        foreach (var file in ReadFiles(folder))
        {
            if (file.TryGetCheckpoint(out var checkpoint, out _))
            {
                yield return checkpoint with { Order = order++ };
            }
        }
    }

    private static IEnumerable<ScannedFile> ReadFiles(string folder)
    {
        using var directory = OperatingSystem.IsLinux() ? SafeFiles.OpenFolder(folder) : null;
        foreach (var batch in Names(folder).Chunk(BatchFiles))
        {
            var files = new ScannedFile[batch.Length];
            var found = new bool[batch.Length];
            if (batch.Length <= PieceFiles)
            {
                ReadPiece(0);
            }
            else
            {
                Parallel.For(0, (batch.Length + PieceFiles - 1) / PieceFiles, ReadPiece);
            }

            for (var i = 0; i < batch.Length; i++)
            {
                if (found[i])
                {
                    yield return files[i];
                }
            }

            void ReadPiece(int piece)
            {
                for (var i = piece * PieceFiles; i < Math.Min(batch.Length, (piece + 1) * PieceFiles); i++)
                {
                    found[i] = TryRead(directory, folder, batch[i], out files[i]);
                }
            }
        }
    }

    /// <summary>Reads the header of a file that is known by its name. False where there is no such file.</summary>
    internal static bool TryRead(SafeFileHandle? directory, string folder, CacheFileName name, out ScannedFile file)
    {
        _ = SafeFiles.TryOpenIn(directory, folder, name, out var handle, out var fileBytes, out var isGone);
        if (isGone)
        {
            file = default;
            return false;
        }

        file = ReadHeader(handle, fileBytes, out var header) is { } fault
            ? new ScannedFile(new FaultyFile(name, fault))
            : new ScannedFile(new ScannedCheckpoint(name, header, fileBytes));
        return true;
    }

    /// <summary>The length is looked at first, and a name is read once; what is no cache file's is left out afterwards.</summary>
    private static IEnumerable<CacheFileName> Names(string folder) =>
        new FileSystemEnumerable<CacheFileName?>(folder, static (ref file) => CacheFileName.TryParse(file.FileName, out var name) ? name : null, AllNames)
        {
            ShouldIncludePredicate = static (ref file) => file.FileName.Length == KvcKey.FileNameLength,
        }
        .Where(name => name is not null).Select(name => name!.Value);

    /// <summary>Reads the header of an open file, if it is one, and closes it.</summary>
    private static KvcFault? ReadHeader(SafeFileHandle? file, long fileBytes, out KvcHeader header)
    {
        header = default;
        if (file is null)
        {
            return new KvcFault(KvcFaultKind.File, 0, "a regular file that may be opened", "none");
        }

        using (file)
        {
            return KvcReader.ReadHeader(file, out header) is { } fault ? fault
                : header.TryGetContentEnd(fileBytes, out _) ? null
                : KvcFaults.Length(header, fileBytes);
        }
    }
}

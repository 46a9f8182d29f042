using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using System.Runtime.ExceptionServices;
using KvCache.Interop;

namespace KvCache;

/// <summary>Reads the headers of a directory's files: 52 bytes each, on all processors. All members are thread-safe.</summary>
public static class DirectoryScan
{
    /// <summary>
    /// The number of files that are read ahead of the caller, so that all processors have work. The number limits the memory of a scan.
    /// </summary>
    private const int BatchFiles = 4096;

    /// <summary>The number of files that one processor reads at a time. The calling thread reads a batch that is not larger than this.</summary>
    private const int PieceFiles = 64;

    private static readonly EnumerationOptions AllNames = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>
    /// Reads the files with a cache file's name, in the order in which the file system lists them, with their headers or faults. They are read in
    /// batches during the enumeration. Skips a file that is removed during the enumeration. Does not follow links. A file that
    /// the process has no permission to open, or whose header the disk cannot read, is a faulty file.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">
    /// The directory cannot be read, or the process has no free descriptor or memory. Thrown during the enumeration.
    /// </exception>
    public static IEnumerable<ScannedFile> Read(string directory)
    {
        // Checked here, because an iterator would throw at the first file.
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return ReadFiles(directory);
    }

    /// <summary>Gets the entries: the files of <see cref="Read"/> whose header and length agree.</summary>
    /// <inheritdoc cref="Read"/>
    public static IEnumerable<KvcEntry> Entries(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Checkpoints(directory).Select(checkpoint => checkpoint.EntryIn(directory));
    }

    /// <summary>
    /// Reads the system prompt of ds4's agent, if its header and length agree. The other members omit this file, because it has
    /// a fixed name, no lookup finds it, and no budget counts it.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The process has no free descriptor or memory. Thrown during the enumeration.</exception>
    public static IEnumerable<KvcEntry> SystemPrompt(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return ReadSystemPrompt(directory);
    }

    /// <summary>Gets the paths of files with a cache file's name, in the directory's order. The files are not read.</summary>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to read the directory.</exception>
    public static IEnumerable<(string Path, KvcKey Key)> Files(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Names(directory).Select(name => (name.PathIn(directory), name.Key));
    }

    /// <summary>
    /// Reads one file's header and checks it against the file's length. Throws nothing for a file that is faulty, that the process
    /// may not open, or that the disk cannot read: the fault describes it.
    /// </summary>
    /// <param name="path">The file; a link is not followed.</param>
    /// <param name="key">The text's hash, from the file's name.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="fault">The fault and its offset, if the result is false.</param>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    public static bool TryReadEntry(string path, KvcKey key, [NotNullWhen(true)] out KvcEntry? entry, [NotNullWhen(false)] out KvcFault? fault)
    {
        fault = ReadEntry(path, out var header, out var fileBytes);
        entry = fault is null ? new KvcEntry(key, path, header, fileBytes) : null;
        return fault is null;
    }

    /// <summary>The checkpoints among the directory's files, numbered in the directory's order.</summary>
    internal static IEnumerable<ScannedCheckpoint> Checkpoints(string directory)
    {
        var order = 0L;
        foreach (var file in ReadFiles(directory))
        {
            if (file.TryGetCheckpoint(out var checkpoint, out _))
            {
                yield return checkpoint with { Order = order++ };
            }
        }
    }

    private static IEnumerable<KvcEntry> ReadSystemPrompt(string directory)
    {
        if (TryReadEntry(CacheFileName.SystemPrompt.PathIn(directory), key: default, out var entry, out _))
        {
            yield return entry;
        }
    }

    /// <summary>Reads all batches into the same buffer, so the memory of a scan does not depend on the number of files.</summary>
    private static IEnumerable<ScannedFile> ReadFiles(string directory)
    {
        using var reader = new HeaderReader(directory);
        using var names = Batches(reader, directory).GetEnumerator();
        var (files, found) = (Array.Empty<ScannedFile>(), Array.Empty<bool>());
        while (names.MoveNext())
        {
            var batch = names.Current;
            if (files.Length < batch.Count)
            {
                (files, found) = (new ScannedFile[batch.Count], new bool[batch.Count]);
            }

            if (batch.Count <= PieceFiles)
            {
                ReadPiece(0);
            }
            else
            {
                ReadPieces((batch.Count + PieceFiles - 1) / PieceFiles, ReadPiece);
            }

            for (var i = 0; i < batch.Count; i++)
            {
                if (found[i])
                {
                    yield return files[i];
                }
            }

            void ReadPiece(int piece)
            {
                for (var i = piece * PieceFiles; i < Math.Min(batch.Count, (piece + 1) * PieceFiles); i++)
                {
                    found[i] = reader.TryRead(batch[i], out files[i]);
                }
            }
        }
    }

    /// <summary>Gets the names in batches. A batch is valid until the next one is requested.</summary>
    private static IEnumerable<IReadOnlyList<CacheFileName>> Batches(HeaderReader reader, string directory) =>
        reader.Directory is { } handle ? DirectoryNames.Read(handle, directory, BatchFiles) : Names(directory).Chunk(BatchFiles);

    /// <summary>Gets the names of the cache files. The predicate compares only lengths, so that the transform parses each name once.</summary>
    private static IEnumerable<CacheFileName> Names(string directory) =>
        new FileSystemEnumerable<CacheFileName?>(directory, static (ref file) => CacheFileName.TryParse(file.FileName, out var name) ? name : null, AllNames)
        {
            ShouldIncludePredicate = static (ref file) => file.FileName.Length == KvcKey.FileNameLength,
        }
        .Where(name => name is not null).Select(name => name!.Value);

    /// <summary>
    /// Reads the pieces of a batch on all processors. Rethrows the first failure without an <see cref="AggregateException"/>, as if one
    /// thread had read them.
    /// </summary>
    private static void ReadPieces(int count, Action<int> read)
    {
        try
        {
            Parallel.For(0, count, read);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    /// <summary>Reads the header of a file and checks it against the file's length.</summary>
    internal static KvcFault? ReadEntry(string path, out KvcHeader header, out long fileBytes)
    {
        header = default;
        if (!SafeFiles.TryOpen(path, write: false, out var file, out fileBytes, out var fault))
        {
            return fault;
        }

        using (file)
        {
            try
            {
                return KvcReader.ReadHeader(file, out header) ?? KvcFaults.CheckLength(header, fileBytes);
            }
            catch (IOException error) when (!Errno.IsShortage(error))
            {
                header = default;
                return SafeFiles.FaultOf(error, offset: 0);
            }
        }
    }
}

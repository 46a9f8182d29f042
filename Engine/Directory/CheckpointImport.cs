using System.Buffers;
using IoPolicy;

namespace KvCache;

/// <summary>Imports a whole file from elsewhere into a directory.</summary>
internal sealed partial class CheckpointImport(DirectoryState directory)
{
    internal StoreResult Run(CacheFileName name, Stream file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var failures = new List<FileFailure>();
        KvcEntry? imported = null;
        using var result = new Publication(directory, name, request: null)
            .Run(copy => imported = CopyAndCheck(copy, name, file, cancellation), failures, cancellation);
        return result.IsPublished ? new StoreResult(StoreOutcome.Stored, imported, []) { Failures = failures }
            : result.Existing?.Entry is { } entry ? new StoreResult(StoreOutcome.Kept, entry, [])
            : StoreResult.Refused(StoreOutcome.ForeignFile);
    }

    private KvcEntry CopyAndCheck(FileStream copy, CacheFileName name, Stream file, CancellationToken cancellation)
    {
        CopyWhole(copy, file, cancellation);
        copy.Position = 0;
        var loaded = KvcReader.Load(copy, new KvcLoad
        {
            Path = name.PathIn(directory.Path),
            Key = name.RequiredKey,
            Checks = directory.Options.Checks,
            RequireSoundToolMap = true,
            AllowsStripped = !name.IsSystemPrompt,
            Cancellation = cancellation,
        });
        return new KvcEntry(name.Key, name.PathIn(directory.Path), loaded.Header, loaded.FileBytes);
    }

    [DropPagesAfterFullWrite(File = nameof(copy), WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    private static partial void CopyWhole(FileStream copy, Stream file, CancellationToken cancellation);

    private static void CopyWholeCore(FileStream copy, Stream file, CancellationToken cancellation)
    {
        var piece = ArrayPool<byte>.Shared.Rent(CacheWindow.PieceBytes);
        try
        {
            while (file.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) is > 0 and var count)
            {
                cancellation.ThrowIfCancellationRequested();
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

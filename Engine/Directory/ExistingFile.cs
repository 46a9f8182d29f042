using KvCache.Interop;

namespace KvCache;

/// <summary>
/// The file that already has the name of a file to be saved. The whole file is checked, because a damaged file with a sound header would
/// prevent the save forever. The file stays open, so the kernel does not reuse its inode number. The number therefore shows whether the
/// name still leads to the same file.
/// </summary>
internal sealed class ExistingFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream? _file;

    private ExistingFile(string path, FileStream? file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>The file, if it is a whole checkpoint that the save request accepts instead of a new file; otherwise null.</summary>
    internal KvcEntry? Entry { get; private init; }

    /// <summary>
    /// Whether the file must not be replaced, because a newer program made it or its payload ABI is newer than that of the save request.
    /// </summary>
    internal bool IsNewer { get; private init; }

    /// <summary>Whether the file is a whole checkpoint of another model, which the save would overwrite.</summary>
    internal bool IsOtherModel { get; private init; }

    /// <summary>Whether the file stays, so the new file is not saved.</summary>
    internal bool Stays => IsNewer || IsOtherModel || Entry is not null;

    /// <summary>The file, which is open if there is an entry.</summary>
    internal FileStream Stream => _file!;

    /// <summary>Reads a file to its end.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="request">The save request that the file must satisfy; null if any sound file is enough.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">
    /// The process has no permission to open the file, so the content is unknown, or it has no free descriptor or memory.
    /// </exception>
    internal static ExistingFile Examine(DirectoryState directory, CacheFileName name, StoreRequest? request, CancellationToken cancellation)
    {
        var path = name.PathIn(directory.Path);
        if (!SafeFiles.TryOpen(path, write: false, out var handle, out var fileBytes, out var fault))
        {
            return fault.Kind == KvcFaultKind.Unreadable
                ? throw new KvcFormatException(path, fault)
                : new ExistingFile(path, null);
        }

        var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        try
        {
            var entry = FindWhole(directory, name, fileBytes, request, file, cancellation);
            var isOther = entry is not null && request is not null && !request.Session.CanLoad(entry.Header);
            return new ExistingFile(path, file)
            {
                Entry = isOther ? null : entry,
                IsOtherModel = isOther,
                IsNewer = entry is null && NewerFile.Is(file.SafeFileHandle, request?.Session.PayloadAbi),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gets the entry of the file if the file is whole, and either satisfies the save request or belongs to another model.</summary>
    private static KvcEntry? FindWhole(DirectoryState directory, CacheFileName name, long fileBytes, StoreRequest? request, FileStream file, CancellationToken cancellation)
    {
        try
        {
            if (KvcReader.ReadHeader(file.SafeFileHandle, out var header) is not null)
            {
                return null;
            }

            var entry = new KvcEntry(name.Key, name.PathIn(directory.Path), header, fileBytes);
            var isOther = request is not null && !request.Session.CanLoad(header);
            if (directory.Unreadable.Contains(entry)
                || (isOther && header.PayloadAbi != request!.Session.PayloadAbi)
                || (request is not null && !isOther && !Fits(header, request, directory.Options)))
            {
                return null;
            }

            _ = KvcReader.Load(file, new KvcLoad
            {
                Path = entry.Path,
                Key = name.RequiredKey,
                Prompt = request?.Text,
                Checks = directory.Options.Checks,
                Session = isOther ? null : request?.Session,
                AllowsStripped = isOther || (request is null && !name.IsSystemPrompt),
                RequireSoundToolMap = true,
                Cancellation = cancellation,
            });
            return entry;
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            return null;
        }
    }

    private static bool Fits(in KvcHeader header, StoreRequest request, CacheDirectoryOptions options) =>
        header.TextBytes == request.Text.Length
        && header.ContextSize <= request.Session.ContextSize
        && (!options.RejectDifferentQuant || header.QuantBits == request.Session.QuantBits);

    /// <summary>Whether the name leads to the same file as before, or still to no file.</summary>
    internal bool IsStillThere()
    {
        if (!SafeFiles.TryOpen(_path, write: false, out var now, out _, out _))
        {
            return _file is null;
        }

        using (now)
        {
            return _file is not null && SafeFiles.AreSame(now, _file.SafeFileHandle);
        }
    }

    public void Dispose() => _file?.Dispose();
}

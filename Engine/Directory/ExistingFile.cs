using KvCache.Interop;

namespace KvCache;

/// <summary>
/// The file that a key's name leads to before a new one takes its place: examined as a whole, since a file that looks
/// sound and is not would keep sound ones out for ever. It stays open until then. So the kernel gives its inode number to
/// no other file, and the number tells whether the name still leads to it.
/// </summary>
internal sealed class ExistingFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream? _file;

    private ExistingFile(string path, FileStream? file, KvcEntry? entry, bool isForeign)
    {
        _path = path;
        _file = file;
        Entry = entry;
        IsForeign = isForeign;
    }

    /// <summary>The file, if it is a whole checkpoint that serves the purpose; else null.</summary>
    internal KvcEntry? Entry { get; }

    /// <summary>Whether another generation of the format made the file, so that it must not be replaced.</summary>
    internal bool IsForeign { get; }

    /// <summary>Whether the file keeps its place.</summary>
    internal bool Stays => IsForeign || Entry is not null;

    /// <summary>The file, which is open if there is an entry.</summary>
    internal FileStream Stream => _file!;

    /// <summary>Reads a key's file to its end.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="key">The key.</param>
    /// <param name="request">The store that it has to serve; null: that it is whole is enough.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">The file may not be opened, so nobody can tell; or descriptors or memory are short.</exception>
    internal static ExistingFile Examine(DirectoryState directory, KvcKey key, StoreRequest? request, CancellationToken cancellation)
    {
        var path = directory.PathOf(key);
        if (!SafeFiles.TryOpen(path, write: false, out var handle, out var fileBytes, out var fault))
        {
            return fault.Kind == KvcFaultKind.Unreadable
                ? throw new KvcFormatException(path, fault)
                : new ExistingFile(path, null, null, isForeign: false);
        }

        var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        try
        {
            var entry = Serves(directory, new KvcEntry(key, path, default, fileBytes), request, file, cancellation);
            return new ExistingFile(path, file, entry, entry is null && ForeignFile.Is(file.SafeFileHandle));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file as an entry if it is whole, and the store could use it.</summary>
    private static KvcEntry? Serves(DirectoryState directory, KvcEntry named, StoreRequest? request, FileStream file, CancellationToken cancellation)
    {
        try
        {
            if (KvcReader.ReadHeader(file.SafeFileHandle, out var header) is not null)
            {
                return null;
            }

            var entry = named with { Header = header };
            if (directory.Unreadable.Contains(entry) || (request is not null && !Fits(header, request, directory.Options)))
            {
                return null;
            }

            _ = KvcReader.Load(file, new KvcLoad
            {
                Path = entry.Path,
                Key = entry.Key,
                Prompt = request?.Text,
                Checks = directory.Options.Checks,
                Session = request?.Session.Payload,
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

    /// <summary>Whether the name leads to the same file as before, or to none as before.</summary>
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

using IoPolicy;
using KvCache.Interop;

namespace KvCache;

/// <summary>A new file of a directory: a temporary file that is written, made durable, and then renamed or removed.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly DirectoryState _directory;
    private readonly string _fileName;
    private readonly KvcKey? _key;
    private readonly DurableFile _file;

    private NewFile(DirectoryState directory, string fileName, KvcKey? key, DurableFile file)
    {
        _directory = directory;
        _fileName = fileName;
        _key = key;
        _file = file;
    }

    /// <summary>Writes a temporary file and makes it durable.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="fileName">The final name of the file.</param>
    /// <param name="key">The key in the name; null if the name has no key.</param>
    /// <param name="write">Writes the file.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    /// <exception cref="IOException">The file cannot be created, written or made durable.</exception>
    internal static NewFile Create(DirectoryState directory, string fileName, KvcKey? key, Action<FileStream> write, CancellationToken cancellation)
    {
        NewFile created;
        using (directory.Lock(cancellation))
        {
            created = new NewFile(directory, fileName, key, TemporaryFiles.Create(directory.Path, fileName));
        }

        try
        {
            write(created._file.Stream);
            created._file.Prepare();
            return created;
        }
        catch
        {
            created.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Renames the file to its final name, and makes the name durable. Also removes files whose names spell the same key in another case,
    /// because a lookup finds only one of two files with the same key.
    /// </summary>
    /// <param name="isWanted">
    /// Decides whether to rename the file. Called with the directory locked, because another process may have published a file of this name.
    /// </param>
    /// <param name="failures">Other spellings that could not be removed.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    /// <returns>False if the file is not wanted.</returns>
    /// <exception cref="IOException">The file cannot be renamed, or the directory cannot be made durable.</exception>
    internal bool TryPublish(Func<bool> isWanted, List<FileFailure> failures, CancellationToken cancellation)
    {
        using (_directory.Lock(cancellation))
        {
            if (!isWanted())
            {
                return false;
            }

            _file.Publish();
            if (_key is { } key)
            {
                RemoveOtherSpellings(key, failures);
            }
        }

        // The directory's lock is not held here, so that parallel stores can share a commit of the file system's journal.
        _directory.Unreadable.Remove(_fileName);
        _file.Commit();
        return true;
    }

    /// <summary>Rewrites the first bytes of the file, and makes them durable.</summary>
    /// <exception cref="IOException">The bytes could not be written.</exception>
    internal void Rewrite(ReadOnlySpan<byte> header)
    {
        using (var file = SafeFiles.Open(_file.Stream.Name, write: true))
        {
            file.Write(header);
        }

        _file.Prepare();
    }

    /// <summary>Removes the temporary file unless it was renamed.</summary>
    public void Dispose() => _file.Dispose();

    private void RemoveOtherSpellings(KvcKey key, List<FileFailure> failures)
    {
        var others = new List<string>();
        _ = FileFailure.Try(_directory.Path, "other spellings of the name were not looked for", failures, () =>
        {
            others.AddRange(_directory.Files.NamesOf(key).Where(name => name != _fileName));
            return true;
        });
        foreach (var path in others.Select(name => Path.Combine(_directory.Path, name)))
        {
            _ = FileFailure.Try(path, "the other spelling of the name was not removed", failures, () =>
            {
                if (!NewerFile.IsAt(path))
                {
                    File.Delete(path);
                }

                return true;
            });
        }
    }
}

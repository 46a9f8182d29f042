namespace KvCache;

/// <summary>Puts a new file under a key's name, unless the file that is there serves as well.</summary>
/// <param name="directory">The directory.</param>
/// <param name="key">The key.</param>
/// <param name="request">The store that an existing file has to serve; null: that it is whole is enough.</param>
internal sealed class Publication(DirectoryState directory, KvcKey key, StoreRequest? request)
{
    /// <summary>
    /// Examines the existing file, writes a new one if that does not stay, and renames it. The existing file is read
    /// without the directory's lock. If another process puts a file of its own there meanwhile, that one is examined too.
    /// </summary>
    /// <param name="write">Writes the new file.</param>
    /// <param name="failures">What could not be done beside that.</param>
    /// <param name="cancellation">Ends the reading and the wait for the lock.</param>
    /// <returns>The existing file, which stays; null if the new one took its place.</returns>
    internal ExistingFile? Run(Action<FileStream> write, List<FileFailure> failures, CancellationToken cancellation)
    {
        NewFile? created = null;
        try
        {
            while (true)
            {
                var existing = ExistingFile.Examine(directory, key, request, cancellation);
                if (existing.Stays)
                {
                    return existing;
                }

                using (existing)
                {
                    created ??= NewFile.Create(directory, key, write, cancellation);
                    if (created.TryPublish(_ => existing.IsStillThere(), failures, cancellation))
                    {
                        return null;
                    }
                }
            }
        }
        finally
        {
            created?.Dispose();
        }
    }
}

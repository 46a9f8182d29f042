namespace KvCache;

/// <summary>Publishes a new file under a name, unless the existing file satisfies the save request.</summary>
/// <param name="directory">The directory.</param>
/// <param name="name">The name.</param>
/// <param name="request">The save request that an existing file must satisfy; null if any whole file is enough.</param>
internal sealed class Publication(DirectoryState directory, CacheFileName name, StoreRequest? request)
{
    /// <summary>
    /// Decides whether there is room. Called just before the rename, with the directory locked and the new file durable.
    /// </summary>
    internal Func<bool> MakeRoom { get; init; } = static () => true;

    /// <summary>Decides whether to write the new file.</summary>
    internal Func<bool> IsWanted { get; init; } = static () => true;

    /// <summary>
    /// Examines the existing file, and keeps it or replaces it by a new file. Reads the existing file without the directory's
    /// lock. If another process publishes a file meanwhile, examines that file too.
    /// </summary>
    /// <param name="write">Writes the new file.</param>
    /// <param name="failures">Receives the failures of the work after the rename.</param>
    /// <param name="cancellation">Ends the reading and the wait for the lock.</param>
    internal PublicationResult Run(Action<FileStream> write, List<FileFailure> failures, CancellationToken cancellation)
    {
        NewFile? created = null;
        try
        {
            while (true)
            {
                var existing = ExistingFile.Examine(directory, name, request, cancellation);
                if (existing.Stays)
                {
                    return new PublicationResult(IsPublished: false, existing);
                }

                using (existing)
                {
                    if (created is null && !IsWanted())
                    {
                        return new PublicationResult(IsPublished: false, Existing: null);
                    }

                    created ??= NewFile.Create(directory, name.ToString(), name.RequiredKey, write, cancellation);
                    var hasRoom = true;
                    if (created.TryPublish(() => existing.IsStillThere() && (hasRoom = MakeRoom()), failures, cancellation) || !hasRoom)
                    {
                        return new PublicationResult(hasRoom, Existing: null);
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

/// <summary>The outcome for a new file. Immutable.</summary>
/// <param name="IsPublished">Whether the new file has the name.</param>
/// <param name="Existing">The existing file, open, if it stays; null if the new file replaced it or has no room.</param>
internal readonly record struct PublicationResult(bool IsPublished, ExistingFile? Existing) : IDisposable
{
    public void Dispose() => Existing?.Dispose();
}

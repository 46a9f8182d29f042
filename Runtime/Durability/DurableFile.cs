using IoPolicy.Durability;

namespace IoPolicy;

/// <summary>
/// Replaces a file as a whole: after a crash or a power loss, the path has the old file or the complete new file. The data
/// goes to a temporary file in the directory of the target. <see cref="Commit"/> flushes it to disk, renames it to the path,
/// and flushes the directory.
/// </summary>
/// <remarks>
/// <para>
/// Before the commit, the target is unchanged. <see cref="Dispose"/> without a commit removes the temporary file. A crash
/// leaves it; <see cref="RemoveAbandoned"/> removes it later, and never one that a living process writes.
/// </para>
/// <para>
/// The new file has the permissions of the target and, if the process may set them, its owner and group. It has the target's
/// access control list and <c>user.*</c> attributes; if they cannot be copied, the creation fails. If the group cannot be
/// kept, the group gets no more than everyone has. The set-user-ID and set-group-ID bits are not copied. Other hard links of
/// the target keep the old file. A target without any write permission, a directory and a special file are refused. In a
/// sticky directory, the kernel lets only the owner of the target replace it.
/// </para>
/// <para>
/// Members are not safe for concurrent use on one instance. Two instances may write to the same path: the last commit wins.
/// On Linux, a failed flush is reported; .NET 7 to 10 itself reports none there. On Windows and macOS the same steps run with
/// <c>FileStream.Flush(true)</c>, <c>File.Replace</c> and <c>File.Move</c>, without a flush of the directory. They are untested.
/// </para>
/// </remarks>
public sealed class DurableFile : IDisposable, IAsyncDisposable
{
    private readonly TemporaryFile _temporary;
    private State _state;

    private DurableFile(TemporaryFile temporary) => _temporary = temporary;

    private enum State
    {
        Open,
        Prepared,
        Published,
        Committed,
        Failed,
        Disposed,
    }

    /// <summary>The full path of the file that is replaced: the target of a symbolic link, if the path is one.</summary>
    public string Path => _temporary.Target;

    /// <summary>
    /// The stream for the new content. It may be closed before <see cref="Commit"/>, for example by a
    /// <see cref="StreamWriter"/>. <see cref="Commit"/> closes it.
    /// </summary>
    public FileStream Stream => _temporary.Stream;

    /// <summary>Creates a temporary file beside the target.</summary>
    /// <param name="path">The path of the file to replace or to create. Its directory must exist.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The file, to write, commit and dispose of.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or ends with a separator.</exception>
    /// <exception cref="DurableFileException">
    /// The temporary file cannot be created, or the target cannot be replaced. <see cref="DurableFileException.Step"/> says which step
    /// failed, and the <see cref="Exception.HResult"/> is the error number of the kernel, if there is one.
    /// </exception>
    public static DurableFile Create(string path, DurableFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (System.IO.Path.EndsInDirectorySeparator(path))
        {
            throw new ArgumentException("The path ends with a separator, so it names a directory.", nameof(path));
        }

        return new DurableFile(TemporaryFile.Create(path, options?.Copy() ?? new DurableFileOptions()));
    }

    /// <summary>Replaces a file with what a method writes.</summary>
    /// <param name="path">The path of the file to replace or to create.</param>
    /// <param name="write">Writes the new content. If it throws, the old file stays, and the exception reaches the caller.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="write"/> is null, or the path is empty.</exception>
    /// <exception cref="DurableFileException">A step failed; the exception names it.</exception>
    public static void Replace(string path, Action<FileStream> write, DurableFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path, options);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Replaces a file with what an asynchronous method writes.</summary>
    /// <param name="path">The path of the file to replace or to create.</param>
    /// <param name="write">Writes the new content. If it throws, the old file stays, and the exception reaches the caller.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Passed to <paramref name="write"/> and <see cref="CommitAsync"/>.</param>
    /// <returns>A task that ends after the commit.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="write"/> is null, or the path is empty.</exception>
    /// <exception cref="DurableFileException">A step failed; the exception names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the rename; the old file stays.</exception>
    public static async Task ReplaceAsync(
        string path, Func<FileStream, CancellationToken, Task> write, DurableFileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        cancellationToken.ThrowIfCancellationRequested();
        var file = Create(path, options);
        await using (file.ConfigureAwait(false))
        {
            await write(file.Stream, cancellationToken).ConfigureAwait(false);
            await file.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Removes the temporary files of crashed processes from a directory. It takes only files with the name of a temporary file
    /// and without the lock that a living process holds. A file that cannot be checked or removed stays.
    /// </summary>
    /// <param name="directory">The directory. Its subdirectories are not searched.</param>
    /// <returns>The number of files that were removed.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller has no permission to read the directory.</exception>
    public static int RemoveAbandoned(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return AbandonedFiles.Remove(directory);
    }

    /// <summary>
    /// Flushes the stream and the data to disk, and closes <see cref="Stream"/>: the long part of a commit. The target is
    /// unchanged. <see cref="Publish"/> and <see cref="Commit"/> do this step if it was not done before, so it is only for a
    /// program that holds a lock while it publishes. It may be repeated, to flush bytes that were written by the path of the
    /// stream meanwhile. After a failure only <see cref="Dispose"/> is useful.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is published, or a step has failed before.</exception>
    /// <exception cref="DurableFileException">A step failed; the exception names it. The old file is unchanged.</exception>
    /// <exception cref="ObjectDisposedException">This file is disposed of.</exception>
    public void Prepare()
    {
        Begin(State.Prepared);
        _temporary.Prepare();
        _state = State.Prepared;
    }

    /// <summary>Does the work of <see cref="Prepare"/> without blocking the caller.</summary>
    /// <param name="cancellationToken">A cancellation leaves the old file and removes the temporary file.</param>
    /// <returns>A task that ends after the flush.</returns>
    /// <inheritdoc cref="Prepare" path="/exception"/>
    /// <exception cref="OperationCanceledException">Cancelled before the end of the flush.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        Begin(State.Prepared);
        await _temporary.PrepareAsync(cancellationToken).ConfigureAwait(false);
        _state = State.Prepared;
    }

    /// <summary>
    /// Does the work of <see cref="Prepare"/> if it was not done before, and renames the temporary file to the path. The new
    /// file is visible. A power loss before <see cref="Commit"/> returns may bring the old file back, whole.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is published already, or a step has failed before.</exception>
    /// <exception cref="DurableFileException">A step failed; the exception names it. The old file is unchanged.</exception>
    /// <exception cref="ObjectDisposedException">This file is disposed of.</exception>
    public void Publish()
    {
        if (_state == State.Open)
        {
            Prepare();
        }

        Begin(State.Prepared);
        _temporary.Publish();
        _state = State.Published;
    }

    /// <summary>
    /// Flushes the stream and the data to disk, renames the temporary file to the path, and flushes the directory. Closes
    /// <see cref="Stream"/>. Leaves out what <see cref="Prepare"/> and <see cref="Publish"/> have done. After a failure only
    /// <see cref="Dispose"/> is useful.
    /// </summary>
    /// <exception cref="InvalidOperationException">A commit was made, or a step has failed before.</exception>
    /// <exception cref="DurableFileException">
    /// A step failed. The old file is unchanged, unless <see cref="DurableFileException.IsPublished"/> is true: then only the flush of the
    /// directory failed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">This file is disposed of.</exception>
    public void Commit()
    {
        if (_state is State.Open or State.Prepared)
        {
            Publish();
        }

        Begin(State.Published);
        _temporary.Finish();
        _state = State.Committed;
    }

    /// <summary>Does the work of <see cref="Commit"/> without blocking the caller.</summary>
    /// <param name="cancellationToken">Observed until the rename. A cancellation leaves the old file and removes the temporary file.</param>
    /// <returns>A task that ends after the commit.</returns>
    /// <inheritdoc cref="Commit" path="/exception"/>
    /// <exception cref="OperationCanceledException">Cancelled before the rename.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_state == State.Open)
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_state == State.Prepared)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Begin(State.Prepared);
                await Task.Run(_temporary.Dispose, CancellationToken.None).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            await Task.Run(Publish, CancellationToken.None).ConfigureAwait(false);
        }

        Begin(State.Published);
        await Task.Run(_temporary.Finish, CancellationToken.None).ConfigureAwait(false);
        _state = State.Committed;
    }

    /// <summary>Closes the stream and removes the temporary file, unless the file is published. Throws nothing.</summary>
    public void Dispose()
    {
        if (_state != State.Disposed)
        {
            _state = State.Disposed;
            _temporary.Dispose();
        }
    }

    /// <summary>Does the work of <see cref="Dispose"/> without blocking the caller.</summary>
    /// <returns>A task that ends when the temporary file is removed.</returns>
    public ValueTask DisposeAsync()
    {
        if (_state is State.Published or State.Committed or State.Disposed)
        {
            Dispose();
            return default;
        }

        // Removing a large file frees its blocks, which takes time.
        return new ValueTask(Task.Run(Dispose));
    }

    /// <summary>Begins a step that is possible up to a state. If it fails, none is possible any more.</summary>
    private void Begin(State last)
    {
        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        if (_state > last)
        {
            throw new InvalidOperationException(_state switch
            {
                State.Published => "The file is published already. Commit it.",
                State.Committed => "The file is committed already. Create another DurableFile.",
                _ => "A commit has failed. Create another DurableFile.",
            });
        }

        _state = State.Failed;
    }
}

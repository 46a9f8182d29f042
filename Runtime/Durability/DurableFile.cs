using IoPolicy.Durability;

namespace IoPolicy;

/// <summary>
/// Replaces a whole file: after a crash or a power loss, the path has the old file or the complete new file. The data goes to a temporary
/// file in the directory of the target (the file to replace). <see cref="Commit"/> flushes the temporary file to disk, renames it to the
/// path, and flushes the directory.
/// </summary>
/// <remarks>
/// <para>
/// Before the commit, the target is unchanged. <see cref="Dispose"/> without a commit removes the temporary file. After a crash, the
/// temporary file is left. <see cref="RemoveAbandoned"/> removes it later, but never removes a file that a running process uses.
/// </para>
/// <para>
/// The new file has the permissions of the target and, if the process may set them, its owner and group. It has the target's
/// access control list and <c>user.*</c> attributes; if they cannot be copied, the creation fails. If the new file cannot have the same
/// group, its group gets no more permissions than everyone has. The set-user-ID and set-group-ID bits are not copied. Other hard links of
/// the target keep the old file. A target without any write permission, a directory and a special file are refused. In a sticky directory,
/// the kernel lets only the owner of the target, the owner of the directory and a privileged process replace the target.
/// </para>
/// <para>
/// Not thread-safe. Two instances may write to the same path: the last commit wins. On Linux, a failed flush to disk throws. (In .NET 7 to
/// 10, <c>FileStream.Flush(true)</c> does not report the failure there.) On Windows and macOS, the same steps use the methods of .NET, such as
/// <c>File.Replace</c> and <c>File.Move</c>, and do not flush the directory. These steps are untested.
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

    /// <summary>The full path of the file that is replaced. If the given path is a symbolic link, this is the path that the link leads to.</summary>
    public string Path => _temporary.Target;

    /// <summary>
    /// The stream for the new content. It may be closed before <see cref="Commit"/>, for example by a
    /// <see cref="StreamWriter"/>. <see cref="Commit"/> closes it.
    /// </summary>
    public FileStream Stream => _temporary.Stream;

    /// <summary>Creates a temporary file beside the target.</summary>
    /// <param name="path">The path of the file to replace or to create. Its directory must exist.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The new file. Write to its <see cref="Stream"/>, commit it, and dispose of it.</returns>
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

    /// <summary>Replaces a file by a new one, whose content a method writes.</summary>
    /// <param name="path">The path of the file to replace or to create.</param>
    /// <param name="write">Writes the new content. If the method throws, the old file stays, and the exception reaches the caller.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> or <paramref name="write"/> is null, or the path is empty or ends with a separator.
    /// </exception>
    /// <exception cref="DurableFileException">A step failed. <see cref="DurableFileException.Step"/> names the step.</exception>
    public static void Replace(string path, Action<FileStream> write, DurableFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path, options);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Replaces a file by a new one, whose content an asynchronous method writes.</summary>
    /// <param name="path">The path of the file to replace or to create.</param>
    /// <param name="write">Writes the new content. If the method throws, the old file stays, and the exception reaches the caller.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Passed to <paramref name="write"/> and <see cref="CommitAsync"/>.</param>
    /// <returns>A task that ends after the commit.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> or <paramref name="write"/> is null, or the path is empty or ends with a separator.
    /// </exception>
    /// <exception cref="DurableFileException">A step failed. <see cref="DurableFileException.Step"/> names the step.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the rename. The old file stays.</exception>
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
    /// Removes the temporary files of crashed processes from a directory. Removes only files that have the name of a temporary file, and that
    /// no running process has locked. A file that cannot be checked or removed stays.
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
    /// Flushes the stream and the data to disk, and closes <see cref="Stream"/>. This is the slow part of a commit, and the target is
    /// unchanged. <see cref="Publish"/> and <see cref="Commit"/> do this step if it was not done before. Call it only to publish later, for
    /// example under a lock that must be held for a short time. A second call flushes bytes that other code has written to the temporary file
    /// meanwhile. After a failure, only <see cref="Dispose"/> is useful.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is published, or a step has failed before.</exception>
    /// <exception cref="DurableFileException">
    /// A step failed. <see cref="DurableFileException.Step"/> names the step. The old file is unchanged.
    /// </exception>
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
    /// Does the work of <see cref="Prepare"/> if it was not done before, and renames the temporary file to the path, where the new file is
    /// then visible. After a power loss before <see cref="Commit"/> returns, the complete old file may be back.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is published already, or a step has failed before.</exception>
    /// <exception cref="DurableFileException">
    /// A step failed. <see cref="DurableFileException.Step"/> names the step. The old file is unchanged.
    /// </exception>
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
    /// <see cref="Stream"/>. Skips the steps that <see cref="Prepare"/> and <see cref="Publish"/> have done. After a failure, only
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

    /// <summary>
    /// Begins a step, which is allowed only up to the state <paramref name="last"/>. The state is <see cref="State.Failed"/> until the step
    /// has succeeded, so no step is allowed after a failure.
    /// </summary>
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

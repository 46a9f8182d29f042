using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using IoPolicy.Interop;

namespace IoPolicy.Durability;

/// <summary>The temporary file of one replacement, and the order of the steps that publish it.</summary>
internal abstract class TemporaryFile(string target, DurableFileOptions options) : IDisposable
{
    private const string Prefix = ".iopolicy-";
    private const string Suffix = ".tmp";
    private const int RandomDigits = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private FileStream? _stream;
    private bool _mayBePublished;
    private bool _published;
    private bool _removed;

    internal string Target { get; } = target;

    internal FileStream Stream => _stream!;

    protected DurableFileOptions Options { get; } = options;

    /// <summary>Resolves the path, and creates the temporary file beside the target.</summary>
    /// <exception cref="IOException">A step failed.</exception>
    internal static TemporaryFile Create(string path, DurableFileOptions options)
    {
        var full = Run(path, DurableStep.ResolvePath, () => Path.GetFullPath(path));
        var target = options.IgnoreTarget ? full : Run(full, DurableStep.ResolvePath, () => SymbolicLinks.Resolve(full, options.FollowSymbolicLinks));
        if (options.BackupPath is { } backup)
        {
            options.BackupPath = Run(full, DurableStep.ResolvePath, () => Path.GetFullPath(backup));
        }

        TemporaryFile file = Kernel.IsSupported ? new LinuxTemporaryFile(target, options) : new PortableTemporaryFile(target, options);
        try
        {
            file._stream = Wrap(file.Open(), options.DropBehind);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Creates an unpredictable name (CWE-377). The name does not contain the name of the target, which may already have the maximum of 255
    /// bytes.
    /// </summary>
    /// <param name="prefix">The start of the name that the caller requests; null for a name that <see cref="IsName"/> recognizes.</param>
    /// <remarks>
    /// 122 bits of a new <see cref="Guid"/> come from the system's secure generator. <c>RandomNumberGenerator</c> needs OpenSSL on Linux. In a
    /// container without OpenSSL, its use ends the process.
    /// </remarks>
    internal static string NewName(string? prefix = null)
    {
        var digits = Guid.NewGuid().ToString("N");
        return prefix is null ? Prefix + digits + Suffix : prefix + digits;
    }

    /// <summary>Whether a name has the form of a name from <see cref="NewName"/> without a prefix.</summary>
    internal static bool IsName(string name) =>
        name.Length == Prefix.Length + RandomDigits + Suffix.Length
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.EndsWith(Suffix, StringComparison.Ordinal)
        && !name.AsSpan(Prefix.Length, RandomDigits).ContainsAnyExcept(Digits);

    /// <summary>Closes the stream and flushes the data to disk. After a failure, the temporary file is gone.</summary>
    /// <exception cref="IOException">A step failed.</exception>
    internal void Prepare()
    {
        try
        {
            CloseStream();
            SyncFile();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Prepare"/>
    /// <exception cref="OperationCanceledException">Cancelled before or during the flush.</exception>
    internal async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            await RunAsync(DurableStep.WriteTemporaryFile, () => Stream.DisposeAsync()).ConfigureAwait(false);
            await Task.Run(SyncFile, CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
        catch
        {
            await Task.Run(Dispose, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Renames the file to its final name. After a failure, the temporary file is gone.</summary>
    /// <exception cref="IOException">The renaming failed.</exception>
    internal void Publish()
    {
        _mayBePublished = true;
        try
        {
            Rename();
        }
        catch
        {
            Dispose();
            throw;
        }

        _published = true;
    }

    /// <summary>Makes the final name durable, and closes everything.</summary>
    /// <exception cref="IOException">The flush of the directory failed.</exception>
    internal void Finish()
    {
        try
        {
            if (Options.SyncDirectory)
            {
                SyncDirectory();
            }
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Closes everything, and removes the file if it is not published. A file that cannot be removed is left.</summary>
    public void Dispose()
    {
        if (_removed)
        {
            return;
        }

        if (_published)
        {
            Close();
            return;
        }

        _removed = true;
        try
        {
            // The truncation avoids the write-back of a large file that is about to be removed. If a rename was tried, the file may be the
            // target already in spite of an error, so it must not be truncated.
            if (!_mayBePublished)
            {
                Discard();
            }

            _stream?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException)
        {
            // The flush of the buffer failed. The file is removed anyway.
        }

        Remove();
        Close();
    }

    /// <summary>Creates the file and opens the stream.</summary>
    protected abstract FileStream Open();

    protected abstract void SyncFile();

    protected abstract void Rename();

    protected abstract void SyncDirectory();

    /// <summary>Truncates a file that is about to be removed.</summary>
    protected abstract void Discard();

    protected abstract void Remove();

    protected abstract void Close();

    protected T Run<T>(DurableStep step, Func<T> action) => Run(Target, step, action);

    [DoesNotReturn]
    protected void Fail(DurableStep step, int error) => throw step.Failure(Target, Errno.Describe(error), error);

    [DoesNotReturn]
    protected void Fail(DurableStep step, string reason, int error = 0) => throw step.Failure(Target, reason, error);

    private static T Run<T>(string target, DurableStep step, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw step.Failure(target, e);
        }
    }

    private static FileStream Wrap(FileStream stream, DropBehindOptions? options) => options is null ? stream : stream.DropBehind(new DropBehindOptions
    {
        WindowBytes = options.WindowBytes,
        KeepTailBytes = options.KeepTailBytes,
        Mode = options.Mode,
        PreserveCached = options.PreserveCached,
    });

    private void CloseStream() => Run(DurableStep.WriteTemporaryFile, () =>
    {
        Stream.Dispose();
        return true;
    });

    private async Task RunAsync(DurableStep step, Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw step.Failure(Target, e);
        }
    }
}

namespace KvCache;

/// <summary>
/// The current files of a directory. The first query scans the directory. Later queries use an index, which saves the scan.
/// If no index is possible, each query scans. Thread-safe.
/// </summary>
internal sealed class DirectoryFiles(string directory) : IDisposable
{
    private readonly Lock _gate = new();
    private DirectoryIndex? _index;
    private bool _wasQueried;
    private bool _isDisposed;

    /// <summary>Calls a function with the current checkpoints, without faulty files.</summary>
    /// <param name="state">The second argument of the function.</param>
    /// <param name="work">The function. Other threads wait until it returns.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal TResult Read<TState, TResult>(TState state, Func<ReadOnlySpan<ScannedCheckpoint>, TState, TResult> work)
        where TState : allows ref struct
    {
        lock (_gate)
        {
            return Index() is { } index ? work(index.Checkpoints, state) : work(DirectoryScan.Checkpoints(directory).ToArray(), state);
        }
    }

    /// <summary>As <see cref="Read"/>. The function also receives the order of the checkpoints by text length.</summary>
    /// <inheritdoc cref="Read"/>
    internal TResult ReadByLength<TState, TResult>(TState state, Func<ReadOnlySpan<ScannedCheckpoint>, LengthOrder, TState, TResult> work)
        where TState : allows ref struct
    {
        lock (_gate)
        {
            if (Index() is { } index)
            {
                return work(index.Checkpoints, index.Lengths, state);
            }

            ScannedCheckpoint[] files = [.. DirectoryScan.Checkpoints(directory)];
            return work(files, LengthOrder.Of(files), state);
        }
    }

    /// <summary>Gets the current names of a key's file, in any spelling.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal List<string> NamesOf(KvcKey key)
    {
        lock (_gate)
        {
            if (_index is null || Index() is not { } index)
            {
                return [.. DirectoryScan.Files(directory).Where(file => file.Key == key).Select(file => Path.GetFileName(file.Path))];
            }

            var names = new List<string>();
            foreach (ref readonly var file in index.Checkpoints)
            {
                if (file.Key == key)
                {
                    names.Add(file.FileName);
                }
            }

            names.AddRange(index.Faulty.Where(file => file.Key == key).Select(file => file.FileName));
            return names;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _index?.Dispose();
            _index = null;
        }
    }

    private DirectoryIndex? Index()
    {
        if (_index is not null && !_index.TryRefresh())
        {
            _index.Dispose();
            _index = null;
        }

        if (_index is null && _wasQueried && !_isDisposed)
        {
            _ = DirectoryIndex.TryCreate(directory, out _index);
        }

        _wasQueried = true;
        return _index;
    }
}

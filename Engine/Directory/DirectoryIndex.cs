using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace KvCache;

/// <summary>
/// A directory's files in memory. A <see cref="DirectoryWatch"/> names the changed files, and the index reads only those
/// again. This includes files that ds4 rewrote in place. Not thread-safe.
/// </summary>
internal sealed class DirectoryIndex : IDisposable
{
    private readonly string _directory;
    private readonly DirectoryWatch _watch;
    private readonly Dictionary<CacheFileName, int> _places = [];
    private readonly List<ScannedCheckpoint> _checkpoints = [];
    private readonly Dictionary<CacheFileName, FaultyFile> _faulty = [];
    private readonly HashSet<CacheFileName> _changed = [];
    private long _nextOrder;

    private DirectoryIndex(string directory, DirectoryWatch watch)
    {
        _directory = directory;
        _watch = watch;
    }

    /// <summary>
    /// The checkpoints, in any order. <see cref="ScannedCheckpoint.Order"/> has the directory's order, with files that were added later at
    /// the end.
    /// </summary>
    internal ReadOnlySpan<ScannedCheckpoint> Checkpoints => CollectionsMarshal.AsSpan(_checkpoints);

    /// <summary>The order of <see cref="Checkpoints"/> by text length.</summary>
    internal LengthOrder Lengths { get; } = new();

    /// <summary>The files with a cache file's name that are no checkpoints.</summary>
    internal IReadOnlyCollection<FaultyFile> Faulty => _faulty.Values;

    /// <summary>Reads a directory. False if it cannot be watched.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal static bool TryCreate(string directory, [NotNullWhen(true)] out DirectoryIndex? index)
    {
        index = null;
        if (!DirectoryWatch.TryCreate(directory, out var watch))
        {
            return false;
        }

        // The watch comes first, so that no change during the scan is missed.
        var filled = new DirectoryIndex(directory, watch);
        try
        {
            foreach (var file in DirectoryScan.Read(directory))
            {
                filled.Put(file);
            }
        }
        catch
        {
            filled.Dispose();
            throw;
        }

        index = filled;
        return true;
    }

    /// <summary>Reads the changed files again. False if changes were missed, so the directory must be read again.</summary>
    /// <exception cref="IOException">The directory or a file cannot be read at the moment. The next call reads it again.</exception>
    internal bool TryRefresh()
    {
        if (!_watch.TryTakeChanges(name =>
        {
            if (CacheFileName.TryParse(name, out var changed))
            {
                _changed.Add(changed);
            }
        }))
        {
            return false;
        }

        // An unreadable file may be readable now, and no event reports that.
        _changed.UnionWith(_faulty.Values.Where(file => file.Fault.Kind == KvcFaultKind.Unreadable).Select(file => file.Name));
        if (_changed.Count > 0)
        {
            ReadChanged();
            _changed.Clear();
        }

        return true;
    }

    public void Dispose() => _watch.Dispose();

    private void ReadChanged()
    {
        using var reader = new HeaderReader(_directory);
        foreach (var name in _changed)
        {
            if (reader.TryRead(name, out var file))
            {
                Put(file);
            }
            else
            {
                Remove(name);
            }
        }
    }

    private void Put(in ScannedFile file)
    {
        if (!file.TryGetCheckpoint(out var checkpoint, out var faulty))
        {
            Remove(file.Name);
            _faulty.Add(file.Name, faulty);
            return;
        }

        _faulty.Remove(file.Name);
        if (_places.TryGetValue(file.Name, out var place))
        {
            if (checkpoint.Header.TextBytes != _checkpoints[place].Header.TextBytes)
            {
                Lengths.Remove(_checkpoints[place].Header.TextBytes, place);
                Lengths.Add(checkpoint.Header.TextBytes, place);
            }

            _checkpoints[place] = checkpoint with { Order = _checkpoints[place].Order };
        }
        else
        {
            Lengths.Add(checkpoint.Header.TextBytes, _checkpoints.Count);
            _places.Add(file.Name, _checkpoints.Count);
            _checkpoints.Add(checkpoint with { Order = _nextOrder++ });
        }
    }

    /// <summary>
    /// Removes a file from the index. The last checkpoint of the list moves to its place and keeps its
    /// <see cref="ScannedCheckpoint.Order"/>.
    /// </summary>
    private void Remove(CacheFileName name)
    {
        _faulty.Remove(name);
        if (!_places.Remove(name, out var place))
        {
            return;
        }

        var last = _checkpoints.Count - 1;
        Lengths.Remove(_checkpoints[place].Header.TextBytes, place);
        if (place < last)
        {
            Lengths.Remove(_checkpoints[last].Header.TextBytes, last);
            Lengths.Add(_checkpoints[last].Header.TextBytes, place);
            _checkpoints[place] = _checkpoints[last];
            _places[_checkpoints[last].Name] = place;
        }

        _checkpoints.RemoveAt(last);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using KvCache.Interop;

namespace KvCache;

/// <summary>
/// A folder's files in memory, kept true by a <see cref="FolderWatch"/>: only files that changed are read again, whoever
/// changed them, also where ds4 rewrote one in place. Not safe for several threads at once.
/// </summary>
internal sealed class FolderIndex : IDisposable
{
    private readonly string _folder;
    private readonly FolderWatch _watch;
    private readonly Dictionary<FileId, int> _places = [];
    private readonly HashSet<FileId> _changed = [];
    private readonly List<ScannedFile> _files = [];

    private FolderIndex(string folder, FolderWatch watch)
    {
        _folder = folder;
        _watch = watch;
    }

    /// <summary>
    /// The files in the folder's order, those that came since the first reading behind it. One that went has left an
    /// empty place; it, like a file that is no checkpoint, has no tokens.
    /// </summary>
    internal ReadOnlySpan<ScannedFile> Files => CollectionsMarshal.AsSpan(_files);

    /// <summary>Reads a folder. False where it cannot be watched.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    internal static bool TryCreate(string folder, [NotNullWhen(true)] out FolderIndex? index)
    {
        index = null;
        if (!FolderWatch.TryCreate(folder, out var watch))
        {
            return false;
        }

        // What changes from now on will be told, so nothing that changes while the folder is read is missed.
        index = new FolderIndex(folder, watch);
        foreach (var file in FolderScan.Read(folder))
        {
            index.Put(file);
        }

        return true;
    }

    /// <summary>Reads what has changed. False where changes were missed: the folder has to be read anew.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    internal bool TryRefresh()
    {
        if (!_watch.TryTakeChanges(name =>
        {
            if (FolderScan.TryParse(name, out var file))
            {
                _changed.Add(FileId.Of(file));
            }
        }))
        {
            return false;
        }

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
        using var directory = SafeFiles.OpenFolder(_folder);
        foreach (var id in _changed)
        {
            var file = new ScannedFile { Key = id.Key, OtherName = id.OtherName };
            if (FolderScan.TryRead(directory, _folder, ref file))
            {
                Put(file);
            }
            else if (_places.Remove(id, out var place))
            {
                _files[place] = default;
            }
        }

        if (_files.Count > 64 && _files.Count > 2 * _places.Count)
        {
            CloseUp();
        }
    }

    private void Put(in ScannedFile file)
    {
        if (_places.TryGetValue(FileId.Of(file), out var place))
        {
            _files[place] = file;
        }
        else
        {
            _places.Add(FileId.Of(file), _files.Count);
            _files.Add(file);
        }
    }

    /// <summary>Gives the empty places up.</summary>
    private void CloseUp()
    {
        var files = _files.Where(file => _places.ContainsKey(FileId.Of(file))).ToArray();
        _files.Clear();
        _places.Clear();
        foreach (var file in files)
        {
            Put(file);
        }
    }

    /// <summary>A file's name, small.</summary>
    private readonly record struct FileId(KvcKey Key, string? OtherName)
    {
        internal static FileId Of(in ScannedFile file) => new(file.Key, file.OtherName);
    }
}

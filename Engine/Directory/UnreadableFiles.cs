namespace KvCache;

/// <summary>
/// Files with a sound header that the disk could not read during a load. Lookups skip them until another file replaces them. Thread-safe.
/// </summary>
internal sealed class UnreadableFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KvcEntry> _files = [];

    internal void Add(KvcEntry entry)
    {
        lock (_gate)
        {
            _files[entry.FileName] = entry;
        }
    }

    /// <summary>Forgets a file that was replaced.</summary>
    internal void Remove(string fileName)
    {
        lock (_gate)
        {
            _files.Remove(fileName);
        }
    }

    internal bool Contains(KvcEntry entry)
    {
        lock (_gate)
        {
            return _files.TryGetValue(entry.FileName, out var known)
                && known.FileBytes == entry.FileBytes
                && known.Header.IsSameAs(entry.Header);
        }
    }
}

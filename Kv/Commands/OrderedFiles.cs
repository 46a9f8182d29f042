using KvCache;

namespace Kv.Commands;

/// <summary>Collects the first files of an order up to a limit. Files may be added in any order; at most twice the limit is in memory.</summary>
internal sealed class OrderedFiles(EntryOrder order, int limit)
{
    private readonly List<ScannedCheckpoint> _files = [];

    /// <summary>The number of added files.</summary>
    internal long Count { get; private set; }

    /// <summary>The bytes of the added files.</summary>
    internal long Bytes { get; private set; }

    internal void Add(in ScannedCheckpoint file)
    {
        Count++;
        Bytes += file.FileBytes;
        _files.Add(file);
        if (_files.Count >= 2L * limit)
        {
            Trim();
        }
    }

    internal List<ScannedCheckpoint> InOrder()
    {
        Trim();
        return _files;
    }

    private void Trim()
    {
        _files.Sort(order.Compare);
        _files.RemoveRange(Math.Min(limit, _files.Count), Math.Max(0, _files.Count - limit));
    }
}

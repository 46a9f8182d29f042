using KvCache;

namespace Kv.Commands;

/// <summary>The first so many files of an order, whatever order they come in: no more than twice these are held.</summary>
internal sealed class OrderedFiles(EntryOrder order, int limit)
{
    private readonly List<ScannedCheckpoint> _files = [];

    /// <summary>How many files came.</summary>
    internal long Count { get; private set; }

    /// <summary>The bytes of those that came.</summary>
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

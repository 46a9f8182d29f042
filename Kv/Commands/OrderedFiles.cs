using System.Collections;
using KvCache;

namespace Kv.Commands;

/// <summary>Collects the first files of an order up to a limit. Files may be added in any order; at most twice the limit is in memory.</summary>
internal sealed class OrderedFiles(EntryOrder order, int limit)
{
    private FileList _files = new();

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
            var first = new FileList();
            foreach (var kept in InOrder())
            {
                first.Add(kept);
            }

            _files = first;
        }
    }

    /// <summary>Gets the first files in their order. Sorts their places and not the files, which have a hundred bytes each.</summary>
    internal IReadOnlyCollection<ScannedCheckpoint> InOrder()
    {
        var places = order.Sort(_files);
        return new Selection(_files, new ArraySegment<int>(places, 0, Math.Min(limit, places.Length)));
    }

    private sealed class Selection(FileList files, ArraySegment<int> places) : IReadOnlyCollection<ScannedCheckpoint>
    {
        public int Count => places.Count;

        public IEnumerator<ScannedCheckpoint> GetEnumerator()
        {
            foreach (var place in places)
            {
                yield return files[place];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>A list of files in pieces. A growing <see cref="List{T}"/> copies all files and needs three times their memory.</summary>
internal sealed class FileList
{
    private const int PieceFiles = 4096;

    private readonly List<ScannedCheckpoint[]> _pieces = [];

    internal int Count { get; private set; }

    internal ref readonly ScannedCheckpoint this[int place] => ref _pieces[place / PieceFiles][place % PieceFiles];

    internal void Add(in ScannedCheckpoint file)
    {
        if (Count == _pieces.Count * PieceFiles)
        {
            _pieces.Add(new ScannedCheckpoint[PieceFiles]);
        }

        _pieces[^1][Count % PieceFiles] = file;
        Count++;
    }
}

using System.Runtime.InteropServices;

namespace KvCache;

/// <summary>
/// The positions of a directory's checkpoints, ordered by the lengths of their texts. Not thread-safe.
/// </summary>
internal sealed class LengthOrder
{
    /// <summary>Each key has the length of a text in its upper half, and the position of the checkpoint in its lower half.</summary>
    private readonly List<ulong> _keys = [];

    /// <summary>Whether the keys are sorted. The first query or removal sorts them, because a sorted insertion during a scan would move most keys.</summary>
    private bool _isSorted;

    internal static LengthOrder Of(ReadOnlySpan<ScannedCheckpoint> files)
    {
        var order = new LengthOrder();
        for (var place = 0; place < files.Length; place++)
        {
            order.Add(files[place].Header.TextBytes, place);
        }

        return order;
    }

    /// <summary>The text length in an element of <see cref="UpTo"/>.</summary>
    internal static uint LengthOf(ulong key) => (uint)(key >> 32);

    /// <summary>The position in an element of <see cref="UpTo"/>.</summary>
    internal static int PlaceOf(ulong key) => (int)(uint)key;

    internal void Add(uint length, int place)
    {
        var key = KeyOf(length, place);
        if (_isSorted)
        {
            _keys.Insert(~_keys.BinarySearch(key), key);
        }
        else
        {
            _keys.Add(key);
        }
    }

    internal void Remove(uint length, int place)
    {
        Sort();
        _keys.RemoveAt(_keys.BinarySearch(KeyOf(length, place)));
    }

    /// <summary>Gets the checkpoints whose text has at most this many bytes, shortest first. Valid until the next change.</summary>
    internal ReadOnlySpan<ulong> UpTo(int length)
    {
        Sort();
        var end = _keys.BinarySearch(KeyOf((uint)length, -1));
        return CollectionsMarshal.AsSpan(_keys)[..(end < 0 ? ~end : end)];
    }

    private static ulong KeyOf(uint length, int place) => ((ulong)length << 32) | (uint)place;

    private void Sort()
    {
        if (!_isSorted)
        {
            _keys.Sort();
            _isSorted = true;
        }
    }
}

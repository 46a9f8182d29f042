namespace KvCache;

/// <summary>
/// An index of the tool calls that a server remembers, newest first: each id with its block, the text in which the model made the call. An
/// id has one block, and a block can have many ids. For one thread at a time.
/// </summary>
public sealed class ToolMemory
{
    private readonly Dictionary<ByteKey, LinkedListNode<ToolMapEntry>> _byId = [];
    private readonly Dictionary<ByteKey, LinkedList<LinkedListNode<ToolMapEntry>>> _byBlock = [];
    private readonly LinkedList<ToolMapEntry> _newestFirst = [];

    /// <summary>All ids, newest first.</summary>
    public IReadOnlyCollection<ToolMapEntry> NewestFirst => _newestFirst;

    /// <summary>
    /// Remembers an id's block, and forgets the id's earlier block. The id and the block end at their first NUL. If one of
    /// them is empty then, nothing is kept.
    /// </summary>
    public void Put(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> block)
    {
        var entry = new ToolMapEntry(UpToNul(id), UpToNul(block));
        if (entry.Id.IsEmpty || entry.Block.IsEmpty)
        {
            return;
        }

        if (_byId.TryGetValue(new ByteKey(entry.Id), out var known))
        {
            if (known.Value.Equals(entry))
            {
                _newestFirst.Remove(known);
                _newestFirst.AddFirst(known);
                return;
            }

            Forget(known);
        }

        var node = _newestFirst.AddFirst(entry);
        _byId[new ByteKey(entry.Id)] = node;
        if (!_byBlock.TryGetValue(new ByteKey(entry.Block), out var ids))
        {
            _byBlock[new ByteKey(entry.Block)] = ids = [];
        }

        ids.AddFirst(node);
    }

    /// <summary>Remembers ids in this order. The last one is the newest.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public void PutAll(IEnumerable<ToolMapEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            Put(entry.Id, entry.Block);
        }
    }

    /// <summary>Whether an id is known.</summary>
    public bool Contains(ReadOnlyMemory<byte> id) => _byId.ContainsKey(new ByteKey(id));

    /// <summary>Gets the ids of a block, newest first.</summary>
    internal IEnumerable<ToolMapEntry> GetIds(ReadOnlyMemory<byte> block) =>
        _byBlock.TryGetValue(new ByteKey(block), out var ids) ? ids.Select(node => node.Value) : [];

    private void Forget(LinkedListNode<ToolMapEntry> node)
    {
        var block = new ByteKey(node.Value.Block);
        _newestFirst.Remove(node);
        _byId.Remove(new ByteKey(node.Value.Id));
        _byBlock[block].Remove(node);
        if (_byBlock[block].Count == 0)
        {
            _byBlock.Remove(block);
        }
    }

    private static ReadOnlyMemory<byte> UpToNul(ReadOnlyMemory<byte> bytes)
    {
        var nul = bytes.Span.IndexOf((byte)0);
        return nul < 0 ? bytes : bytes[..nul];
    }
}

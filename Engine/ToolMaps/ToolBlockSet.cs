namespace KvCache;

/// <summary>
/// The tool-call blocks of a text. Only their ids can be in the text's tool map, so a reader that compares a map with this set
/// needs no more memory than the text, however long the map is.
/// </summary>
internal sealed class ToolBlockSet
{
    private readonly Dictionary<ByteKey, ReadOnlyMemory<byte>> _blocks = [];

    internal ToolBlockSet(ReadOnlyMemory<byte> text)
    {
        var blocks = new ToolBlocks(text.Span);
        while (blocks.TryNext(out var range))
        {
            var block = text[range];
            _blocks.TryAdd(new ByteKey(block), block);
            LongestBlock = Math.Max(LongestBlock, (uint)block.Length);
        }
    }

    /// <summary>The length of the longest block in bytes; 0 if there is none.</summary>
    internal uint LongestBlock { get; }

    /// <summary>Gets the text's copy of a block.</summary>
    internal bool TryGet(ReadOnlyMemory<byte> block, out ReadOnlyMemory<byte> own) => _blocks.TryGetValue(new ByteKey(block), out own);
}

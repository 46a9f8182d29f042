namespace KvCache;

/// <summary>One layer of a payload. Immutable.</summary>
/// <param name="Offset">The offset of the layer from the payload's start, in bytes.</param>
/// <param name="Bytes">The layer's length in bytes.</param>
/// <param name="Rows">The count of compressed rows that the file states. It may be wrong for a layer that has no such rows.</param>
/// <param name="IndexRows">The count of indexer rows that the file states. It may be wrong for a layer that has no such rows.</param>
public readonly record struct DsvLayer(long Offset, long Bytes, uint Rows, uint IndexRows);

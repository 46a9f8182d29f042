namespace KvCache;

/// <summary>One layer of a payload. Immutable.</summary>
/// <param name="Offset">The offset of the layer from the payload's start, in bytes.</param>
/// <param name="Bytes">The layer's length in bytes.</param>
/// <param name="Rows">The number of compressed rows in the file, also for a layer that has none.</param>
/// <param name="IndexRows">The number of indexer rows in the file, also for a layer that has none.</param>
public readonly record struct DsvLayer(long Offset, long Bytes, uint Rows, uint IndexRows);

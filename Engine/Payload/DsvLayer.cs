namespace KvCache;

/// <summary>One layer of a payload. Immutable.</summary>
/// <param name="Offset">Where it begins, in bytes from the payload's start.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Rows">Compressed rows; what the file says, also for a layer that has none.</param>
/// <param name="IndexRows">Indexer rows; what the file says, also for a layer that has none.</param>
public readonly record struct DsvLayer(long Offset, long Bytes, uint Rows, uint IndexRows);

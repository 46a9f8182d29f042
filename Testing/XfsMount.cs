namespace IoPolicy.Testing;

/// <summary>XFS on a loop device: where a plain DONTNEED after a fresh write leaves every page.</summary>
public sealed class XfsMount() : LoopMount("xfs", "xfsprogs", "-q");

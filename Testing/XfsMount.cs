namespace IoPolicy.Testing;

/// <summary>XFS on a loop device. Here, DONTNEED right after a write leaves every page.</summary>
public sealed class XfsMount() : LoopMount("xfs", "xfsprogs", "-q");

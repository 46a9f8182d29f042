namespace IoPolicy.Measuring;

/// <summary>What became of a policy's hint in one call.</summary>
internal enum HintOutcome
{
    /// <summary>The kernel took it.</summary>
    Issued,

    /// <summary>Pages are being kept, for all policies or for this one.</summary>
    Kept,

    /// <summary>This system, or this kind of file, has no such hint.</summary>
    Unsupported,

    /// <summary>Unsupported, since the file system keeps its files in the page cache alone.</summary>
    InMemory,

    /// <summary>The kernel refused it.</summary>
    Refused,

    /// <summary>The call moved no more than a header: its pages are worth keeping.</summary>
    HeaderOnly,

    /// <summary>There was no file: null, a stream over no file, a path that does not open.</summary>
    NoFile,

    /// <summary>The policy is about the bytes that the call touched, and no position tells which they were.</summary>
    NoPosition,

    /// <summary>The policy spares cached pages, and nothing tells which were cached before the call.</summary>
    Unmeasured,

    /// <summary>The file was closed before the hint could be given.</summary>
    Closed,

    /// <summary>Left to <see cref="PageCache.Background"/>; it is counted when it has been given.</summary>
    Queued,

    /// <summary>There was no file: the path leads to a directory.</summary>
    Directory,
}

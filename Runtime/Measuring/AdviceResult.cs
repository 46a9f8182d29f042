namespace IoPolicy.Measuring;

/// <summary>The result of one call's policy, or of advice that the user issued.</summary>
internal enum AdviceResult
{
    /// <summary>The kernel accepted the advice.</summary>
    Issued,

    /// <summary>Pages are kept, for all policies or for this one.</summary>
    Kept,

    /// <summary>This system, or this kind of file, has no such advice.</summary>
    Unsupported,

    /// <summary>Unsupported, because the file system keeps its files only in the page cache.</summary>
    InMemory,

    /// <summary>The kernel refused the advice.</summary>
    Refused,

    /// <summary>The call moved no more than a header, whose pages stay cached.</summary>
    HeaderOnly,

    /// <summary>There was no file: null, a stream over no file, a path that does not open.</summary>
    NoFile,

    /// <summary>The policy drops the accessed range, and no position shows the range.</summary>
    NoPosition,

    /// <summary>The policy preserves cached pages, and the pages that were cached before the call are unknown.</summary>
    Unmeasured,

    /// <summary>The file was closed before the advice was due.</summary>
    Closed,

    /// <summary>Queued for <see cref="PageCache.Background"/>. Reported when it is issued.</summary>
    Queued,

    /// <summary>There is no file, because the path leads to a directory.</summary>
    Directory,
}

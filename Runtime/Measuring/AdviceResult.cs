namespace IoPolicy.Measuring;

/// <summary>The result of one call of a method with a policy, or of advice that the user issued.</summary>
internal enum AdviceResult
{
    /// <summary>The kernel accepted the advice.</summary>
    Issued,

    /// <summary>Pages are kept for all policies or for this one, or the whole range is in the tail that stays (<c>KeepTailBytes</c>).</summary>
    Kept,

    /// <summary>The system or this kind of file does not support the advice.</summary>
    Unsupported,

    /// <summary>Unsupported, because the file system keeps its files only in the page cache.</summary>
    InMemory,

    /// <summary>The kernel refused the advice.</summary>
    Refused,

    /// <summary>The call read or wrote no more than a header, whose pages stay cached.</summary>
    HeaderOnly,

    /// <summary>There was no file: the value was null, the stream wraps no file, or the path does not open.</summary>
    NoFile,

    /// <summary>The policy drops only the accessed range, and no position shows the range.</summary>
    NoPosition,

    /// <summary>The policy preserves cached pages, and it is unknown which pages were cached before the call.</summary>
    Unmeasured,

    /// <summary>The file was closed before the advice could be issued.</summary>
    Closed,

    /// <summary>The advice is queued in <see cref="PageCache.Background"/>, which reports the result later.</summary>
    Queued,

    /// <summary>There is no file, because the path leads to a directory.</summary>
    Directory,
}

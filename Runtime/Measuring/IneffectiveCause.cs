namespace IoPolicy.Measuring;

/// <summary>The reason why pages stayed cached after advice.</summary>
/// <remarks>The numbers follow those of <see cref="AdviceResult"/>, because <see cref="Verification"/> uses both as bits of one set.</remarks>
internal enum IneffectiveCause
{
    /// <summary>It is unknown whether pages stayed, because neither <c>cachestat</c> nor <c>mincore</c> is reliable for the file.</summary>
    Unmeasured = 16,

    /// <summary>The pages are dirty. The kernel drops clean pages only.</summary>
    Dirty,

    /// <summary>The pages are under write-back, or they were dirty or under write-back when the advice was issued.</summary>
    WriteBack,

    /// <summary>This process has mapped the pages.</summary>
    MappedHere,

    /// <summary>Another process has mapped the pages.</summary>
    MappedElsewhere,

    /// <summary>Another reason.</summary>
    Other,

    /// <summary>It is unknown whether pages stayed, because the path leads to a directory.</summary>
    Directory,

    /// <summary>It is unknown whether pages stayed, because the file is on FUSE.</summary>
    Fuse,
}

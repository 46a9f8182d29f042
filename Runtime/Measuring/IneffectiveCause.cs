namespace IoPolicy.Measuring;

/// <summary>The reason why pages stayed cached after advice.</summary>
internal enum IneffectiveCause
{
    /// <summary>Unknown, because no source of a residency figure is reliable for the file.</summary>
    Unmeasured = 16,

    /// <summary>The pages are dirty. The kernel drops clean pages only.</summary>
    Dirty,

    /// <summary>The pages are under write-back.</summary>
    WriteBack,

    /// <summary>This process has mapped the pages.</summary>
    MappedHere,

    /// <summary>Another process has mapped the pages.</summary>
    MappedElsewhere,

    /// <summary>Another reason.</summary>
    Other,

    /// <summary>Unknown, because the path leads to a directory.</summary>
    Directory,

    /// <summary>Unknown, because the file is on FUSE.</summary>
    Fuse,
}

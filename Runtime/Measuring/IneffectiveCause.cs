namespace IoPolicy.Measuring;

/// <summary>Why pages stayed in the cache in spite of advice.</summary>
internal enum IneffectiveCause
{
    /// <summary>Nothing can be seen: neither source of a residency figure can be believed for the file.</summary>
    Unmeasured = 16,

    /// <summary>They differ from the disk: the kernel drops clean pages only.</summary>
    Dirty,

    /// <summary>They are being written at this moment.</summary>
    WriteBack,

    /// <summary>This process has mapped them.</summary>
    MappedHere,

    /// <summary>Another process has mapped them.</summary>
    MappedElsewhere,

    /// <summary>None of these.</summary>
    Other,

    /// <summary>Nothing can be seen: it is a directory.</summary>
    Directory,

    /// <summary>Nothing can be seen: it is on FUSE.</summary>
    Fuse,
}

namespace IoPolicy;

/// <summary>A step of <see cref="DurableFile"/>, in the order in which the steps run.</summary>
public enum DurableFileStep
{
    /// <summary>The path is resolved to the file behind symbolic links.</summary>
    ResolvePath,

    /// <summary>The directory of the target is opened.</summary>
    OpenDirectory,

    /// <summary>The target is checked: whether it exists, and whether it can be replaced.</summary>
    CheckTarget,

    /// <summary>The temporary file is created, locked and opened.</summary>
    CreateTemporaryFile,

    /// <summary>The temporary file gets the target's owner, extended attributes and permissions.</summary>
    CopyAttributes,

    /// <summary>The managed buffer of the stream is written.</summary>
    WriteTemporaryFile,

    /// <summary>The data is flushed to disk.</summary>
    FlushTemporaryFile,

    /// <summary>The target gets a second name, that of the backup.</summary>
    KeepBackup,

    /// <summary>The temporary file gets the name of the target.</summary>
    Rename,

    /// <summary>The directory is flushed to disk. The new file is in place.</summary>
    FlushDirectory,
}

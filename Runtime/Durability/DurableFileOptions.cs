using IoPolicy.Durability;

namespace IoPolicy;

/// <summary>The options of <see cref="DurableFile"/>.</summary>
/// <remarks><see cref="DurableFile.Create"/> copies the values, so a later change has no effect. Not safe for concurrent changes.</remarks>
public sealed class DurableFileOptions
{
    private int _bufferSize = 4096;
    private UnixFileMode? _mode;
    private string? _temporaryPrefix;
    private string? _backupPath;

    /// <summary>
    /// The size of the managed buffer of <see cref="DurableFile.Stream"/> in bytes. The default is 4,096; 0 or 1 turns the
    /// buffer off.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int BufferSize
    {
        get => _bufferSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _bufferSize = value;
        }
    }

    /// <summary>
    /// How the pages of the new file are dropped from the page cache while the file is written. With the default, null, the pages stay
    /// cached. <see cref="DropBehindOptions.LeaveOpen"/> and <see cref="DropBehindOptions.Durable"/> have no effect here.
    /// </summary>
    public DropBehindOptions? DropBehind { get; set; }

    /// <summary>
    /// The permissions of the new file, independent of the umask. The default, null, copies them from the target, or uses
    /// 0600 for a new file. Ignored on Windows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value has bits outside 0777. (The kernel would clear a set-user-ID bit at the next write.)
    /// </exception>
    public UnixFileMode? Mode
    {
        get => _mode;
        set
        {
            if (value is { } mode)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)mode, TargetAttributes.Permissions, nameof(value));
            }

            _mode = value;
        }
    }

    /// <summary>
    /// Whether a symbolic link at the path is followed. If true, the default, the file that the link leads to is replaced, and the link
    /// stays. If false, a symbolic link is refused with an <see cref="IOException"/>.
    /// </summary>
    public bool FollowSymbolicLinks { get; set; } = true;

    /// <summary>
    /// Whether the commit fails with an <see cref="IOException"/> if the target exists. The default is false. On Linux, the check and the
    /// rename are one atomic step (<c>renameat2(RENAME_NOREPLACE)</c>, or <c>link</c> if the file system does not support that flag).
    /// </summary>
    public bool FailIfExists { get; set; }

    /// <summary>
    /// Whether the new file replaces anything at the path except a directory: also a symbolic link itself, a read-only file and a special
    /// file. Nothing is copied from the target: the new file has the permissions of <see cref="Mode"/>, or 0600, and no extended attributes.
    /// The default is false. If true, <see cref="FollowSymbolicLinks"/> and <see cref="BackupPath"/> have no effect.
    /// </summary>
    public bool IgnoreTarget { get; set; }

    /// <summary>
    /// The start of the temporary file's name, which 32 hexadecimal digits follow. Set a prefix for a directory that has its own rules for
    /// names. With the default, null, the file has a name that <see cref="DurableFile.RemoveAbandoned"/> recognizes. That method does not
    /// remove files with another prefix, so the program must remove them. On Linux, the process that writes the file holds a shared lock
    /// (<c>flock</c>) on it, if the file system supports locks.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or contains a directory separator.</exception>
    public string? TemporaryPrefix
    {
        get => _temporaryPrefix;
        set
        {
            if (value is not null && (value.Length == 0 || value.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar)))
            {
                throw new ArgumentException("A prefix is not empty and names no directory.", nameof(value));
            }

            _temporaryPrefix = value;
        }
    }

    /// <summary>
    /// The path at which the old file is kept, on the same volume. On Linux, the backup is a hard link, so the target exists at every moment. A
    /// file that is at this path already is replaced. With the default, null, no backup is kept.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or ends with a separator.</exception>
    public string? BackupPath
    {
        get => _backupPath;
        set
        {
            if (value is not null && (value.Length == 0 || Path.EndsInDirectorySeparator(value)))
            {
                throw new ArgumentException("The path is empty or names a directory.", nameof(value));
            }

            _backupPath = value;
        }
    }

    /// <summary>
    /// Whether the commit makes the new name durable with <c>fsync</c> on the directory. The default is true. If false, the complete old file
    /// may be back after a power loss. If the file system does not support the call, the commit succeeds without it.
    /// </summary>
    public bool SyncDirectory { get; set; } = true;

    internal DurableFileOptions Copy() => (DurableFileOptions)MemberwiseClone();
}

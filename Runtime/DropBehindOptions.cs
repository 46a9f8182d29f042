using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.DropBehind;

namespace IoPolicy;

/// <summary>
/// The options of <see cref="DropBehindStream"/>, <see cref="DropBehindFile"/> and
/// <see cref="DropBehindExtensions.DropBehind(FileStream, DropBehindOptions?)"/>.
/// </summary>
/// <remarks>Each stream or file copies the values when it is created, so a later change has no effect on it. Not thread-safe.</remarks>
public sealed class DropBehindOptions
{
    private int _windowBytes = WindowSize.Default;
    private long _keepTailBytes;
    private DropBehindMode _mode;

    /// <summary>
    /// The most bytes of the file that are cached while it is read or written: <see cref="DropBehindStream.MinimumWindowBytes"/> or more,
    /// rounded up to whole pages. Pages that the kernel reads ahead are cached in addition. With the default,
    /// <see cref="DropBehindStream.DefaultWindowBytes"/>, writing is as fast as the disk. A smaller window leaves the disk idle at times.
    /// Files that are written at the same time share the default, but each gets at least 2 MiB. Any other value is not shared.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below <see cref="DropBehindStream.MinimumWindowBytes"/>.</exception>
    public int WindowBytes
    {
        get => _windowBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, WindowSize.Minimum);
            _windowBytes = value;
        }
    }

    /// <summary>
    /// The number of bytes at the end of the file (the tail) that stay cached, for an append-only file whose newest bytes are read soon. The
    /// default, 0, keeps none. Only pages before the tail are dropped. The tail is not written back, unless <see cref="Durable"/> is set.
    /// If <see cref="Mode"/> is <see cref="DropBehindMode.Uncached"/>, a tail makes the stream use windows instead.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long KeepTailBytes
    {
        get => _keepTailBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _keepTailBytes = value;
        }
    }

    /// <summary>
    /// How pages are kept out of the cache. The default is <see cref="DropBehindMode.Windowed"/>. <see cref="DropBehindMode.Uncached"/>
    /// applies only to reads and writes of <see cref="DropBehindStream.MinimumWindowBytes"/> and more, and not to a stream that only wraps a
    /// <see cref="FileStream"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="DropBehindMode"/>.</exception>
    public DropBehindMode Mode
    {
        get => _mode;
        set => _mode = value is DropBehindMode.Windowed or DropBehindMode.Uncached
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not a DropBehindMode.");
    }

    /// <summary>
    /// Whether <c>Complete</c> and <c>Dispose</c> make the written data durable with <c>fdatasync</c>. The default is false. If the file was
    /// closed before, or the stream has no file, the event <c>NotDurable</c> of the event source <c>IoPolicy</c> reports that.
    /// </summary>
    public bool Durable { get; set; }

    /// <summary>
    /// Whether pages stay cached that are cached when the stream or file is created. The default is false. If it is unknown which pages are
    /// cached, no page is dropped.
    /// </summary>
    public bool PreserveCached { get; set; }

    /// <summary>Whether the wrapped stream or handle stays open after <c>Dispose</c>. The default is false.</summary>
    public bool LeaveOpen { get; set; }

    /// <summary>Creates the policy of a stream or a file that the user wraps by hand.</summary>
    internal PolicyTerms ToPolicy(PolicyKind kind, string method) => new(kind, method)
    {
        Durable = Durable,
        Mode = Mode,
        KeepTailBytes = KeepTailBytes,
        PreserveCached = PreserveCached,
    };
}

namespace IoPolicy;

/// <summary>What the two drop policies have in common: which file, which part of it, and when.</summary>
/// <remarks>Use <see cref="DropPagesAfterFullReadAttribute"/> or <see cref="DropPagesAfterFullWriteAttribute"/>.</remarks>
public abstract class DropPagesAttribute : Attribute
{
    /// <summary>The value of <see cref="WindowBytes"/> that leaves the choice to IoPolicy.</summary>
    public const int AutomaticWindow = -1;

    private protected DropPagesAttribute()
    {
    }

    /// <summary>
    /// The <c>nameof</c> of the parameter, field or property that is the file. Needed only where there is more than
    /// one candidate, and to mark a <see cref="string"/> parameter as the file's path.
    /// </summary>
    public string? File { get; set; }

    /// <summary>The part of the file whose pages go. The default is the whole file.</summary>
    public PolicyExtent Extent { get; set; }

    /// <summary>
    /// Drop behind the method while it runs, in windows of this many bytes, so that the peak of cached pages is
    /// bounded: 0 (once, at the end) or 65,536 and more. The default, <see cref="AutomaticWindow"/>, leaves the
    /// choice to IoPolicy: windows of <see cref="DropBehindStream.DefaultWindowBytes"/> where the method is proven to do
    /// no more with the stream than read, write, seek, flush and measure it; else once, at the end, and the hidden rule
    /// IOP404 says why.
    /// </summary>
    public int WindowBytes { get; set; } = AutomaticWindow;

    /// <summary>Which pages are left alone. The default is none.</summary>
    public SparedPages Spare { get; set; }

    /// <summary>
    /// How pages are kept out while the method runs. <see cref="DropBehindMode.Uncached"/> hands the body a wrapped
    /// stream, as <see cref="WindowBytes"/> does (4 MiB where none is given), whose large reads and writes go by the
    /// page cache; where the file system does not take that, windows run. Only for a <see cref="Stream"/> or
    /// <see cref="FileStream"/> parameter.
    /// </summary>
    public DropBehindMode Mode { get; set; }

    /// <summary>
    /// Leave the hint, and the write-back before it, to <see cref="PageCache.Background"/>, so that the method returns
    /// without waiting for the device. It holds for a file that the method closes, too. A failing write-back is then
    /// told by <see cref="BackgroundAdvice.FlushAsync"/>; where the queue is full, the method gives the hint itself.
    /// </summary>
    public bool Background { get; set; }

    /// <summary>
    /// The name of an environment variable that, when it is set to anything, switches this policy off.
    /// It is read once, when the policy is first used. <c>IOPOLICY_KEEP_PAGES</c> switches all policies off.
    /// </summary>
    public string? KeepPagesVariable { get; set; }
}

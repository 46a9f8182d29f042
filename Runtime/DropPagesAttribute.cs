namespace IoPolicy;

/// <summary>The common options of the two drop policies: the file, the range, and the time of the drop.</summary>
/// <remarks>Use <see cref="DropPagesAfterFullReadAttribute"/> or <see cref="DropPagesAfterFullWriteAttribute"/>.</remarks>
public abstract class DropPagesAttribute : Attribute
{
    /// <summary>The value of <see cref="WindowBytes"/> that leaves the choice to IoPolicy.</summary>
    public const int AutomaticWindow = -1;

    /// <summary>The value of <see cref="WindowBytes"/> for one drop, when the method returns.</summary>
    public const int NoWindow = 0;

    private protected DropPagesAttribute()
    {
    }

    /// <summary>
    /// The <c>nameof</c> of the parameter, field, property or parameter of the primary constructor that is the file. A dotted
    /// name such as <c>"options.Path"</c> leads through fields and properties. Needed only if there is more than one candidate,
    /// for a dotted name, and for a path: a <see cref="string"/>, a <see cref="FileInfo"/>, or a type that converts implicitly to
    /// <see cref="string"/>.
    /// </summary>
    /// <remarks>
    /// The wrapper reads the parameter or member when the method starts. It reads a path in a member again when the method returns, and uses
    /// the later value. If a part of a dotted name is null, the call counts as <c>no-file</c>.
    /// </remarks>
    public string? File { get; set; }

    /// <summary>
    /// Whether the policy covers the files that the method opens with <c>System.IO.File</c>, <c>FileInfo</c> or another member of .NET, also in
    /// its lambdas and local functions. Needed only if the method has a file too: a policy without a file covers the opened files,
    /// and so does a policy on a constructor or a type. The default is false.
    /// </summary>
    /// <remarks>
    /// The opened stream drops the pages behind its position until it is disposed of. A read policy covers files that are opened for reading, a
    /// write policy files that are opened for writing.
    /// </remarks>
    public bool Opened { get; set; }

    /// <summary>
    /// Whether the path can lead to a directory, whose regular files the policy then covers, also in its subdirectories. Only for
    /// a path. The default, false, drops nothing for a directory and reports that at run time.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A write policy covers the files that changed since the method started: those with a change time (<c>ctime</c>) from then on,
    /// by the clock of the file system. A read policy covers all files of the directory, because it is unknown which files were read.
    /// Symbolic links below the directory are not followed.
    /// </para>
    /// <para>
    /// The policy covers at most 10,000 files, and examines at most 100,000 entries. It reports once if there are more. The method waits
    /// for the walk, unless <see cref="Background"/> is set, which queues the advice of each file.
    /// </para>
    /// </remarks>
    public bool Recurse { get; set; }

    /// <summary>
    /// Whether only the range that the method accesses is dropped: from the position of the stream at entry to its position
    /// at return. The default, false, drops the whole file, and only then the last, partly filled page.
    /// </summary>
    public bool AccessedRangeOnly { get; set; }

    /// <summary>
    /// The most bytes of the file that are cached while the method runs: 65,536 or more, <see cref="NoWindow"/>, or
    /// <see cref="AutomaticWindow"/>. The pages that leave the window are written back if they were written, and dropped.
    /// The default, <see cref="AutomaticWindow"/>, uses <see cref="DropBehindStream.DefaultWindowBytes"/> if the method
    /// provably uses the stream only to read, write, seek, flush or get the length. Otherwise there is one drop, and the hidden rule
    /// IOP404 gives the reason. For a path, a positive value makes a thread of the process follow the file. The window is then no
    /// strict bound, because that thread cannot stop a writer that is faster than the disk.
    /// </summary>
    public int WindowBytes { get; set; } = AutomaticWindow;

    /// <summary>
    /// Whether pages that are cached before the call stay cached, because another user of the file may need them. The
    /// default is false. If it is unknown which pages are cached, no page is dropped.
    /// </summary>
    public bool PreserveCached { get; set; }

    /// <summary>
    /// How pages are kept out of the cache while the method runs. <see cref="DropBehindMode.Uncached"/> passes a wrapped stream to the
    /// body, as <see cref="WindowBytes"/> does (16 MiB by default). Large reads and writes of that stream bypass the page cache. If the
    /// file system does not support that, windows are used instead. Only for a <see cref="Stream"/> or <see cref="FileStream"/> parameter.
    /// </summary>
    public DropBehindMode Mode { get; set; }

    /// <summary>
    /// Whether <see cref="PageCache.Background"/> issues the advice, and the write-back before it, so that the method returns
    /// without waiting for the device. The method may close the file. <see cref="BackgroundAdvice.FlushAsync"/> reports a
    /// failing write-back. If the queue is full, the method issues the advice itself.
    /// </summary>
    public bool Background { get; set; }

    /// <summary>
    /// The name of an environment variable that switches this policy off. Any value does. It is read once, when the policy is
    /// first used. <c>IOPOLICY_KEEP_PAGES</c> switches all policies off.
    /// </summary>
    public string? KeepPagesVariable { get; set; }

    /// <summary>
    /// The <c>nameof</c> of a <see cref="bool"/> parameter, field, property or parameterless method. Each call reads it once, on
    /// entry. If it is false, the call behaves as without the attribute. If it throws, the caller gets the exception, and the
    /// method does not run. The default, null, applies the policy to each call.
    /// </summary>
    public string? When { get; set; }

    /// <summary>
    /// Only for an attribute of the assembly: the type with the method whose calls have the policy. A generic type is open:
    /// <c>typeof(Store&lt;&gt;)</c>. The default, null, is for an attribute of a method, constructor or type.
    /// </summary>
    /// <remarks>
    /// The policy covers the direct calls in this assembly. It covers calls on the type and on the types that derive from it, also
    /// of overrides and implementations of the method.
    /// </remarks>
    public Type? On { get; set; }

    /// <summary>
    /// Only for an attribute of the assembly: the <c>nameof</c> of the method of <see cref="On"/>. The policy covers each overload
    /// that has a file. If <see cref="File"/> is set, that is each overload with a parameter of this name.
    /// </summary>
    public string? Method { get; set; }
}

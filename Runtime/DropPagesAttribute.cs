namespace IoPolicy;

/// <summary>The common options of the two drop policies: the file, the range, and the time of the drop.</summary>
/// <remarks>Use <see cref="DropPagesAfterFullReadAttribute"/> or <see cref="DropPagesAfterFullWriteAttribute"/>.</remarks>
public abstract class DropPagesAttribute : Attribute
{
    /// <summary>The value of <see cref="WindowBytes"/> that leaves the choice to IoPolicy.</summary>
    public const int AutomaticWindow = -1;

    /// <summary>The value of <see cref="WindowBytes"/> for a single drop when the method returns.</summary>
    public const int NoWindow = 0;

    private protected DropPagesAttribute()
    {
    }

    /// <summary>
    /// The <c>nameof</c> of the parameter, field, property or primary-constructor parameter that is the file. A dotted name such as
    /// <c>"options.Path"</c> leads from a parameter or member through its fields and properties. Set the name only in three cases: more than one
    /// of these can be the file, the name is dotted, or the file is given by its path (a <see cref="string"/>, a <see cref="FileInfo"/>, or a type
    /// that converts implicitly to <see cref="string"/>).
    /// </summary>
    /// <remarks>
    /// The generated code reads the parameter or member when the method starts. It reads a path in a member again when the method returns, and
    /// uses the later value. If a part of a dotted name is null, the result of the policy is <c>no-file</c>.
    /// </remarks>
    public string? File { get; set; }

    /// <summary>
    /// Whether the policy covers the files that the method opens with <c>System.IO.File</c>, <c>FileInfo</c> or another .NET member that opens
    /// a path, also in its lambdas and local functions. Set it only for a method that also has a file as a parameter, field, property or
    /// result. Without such a file, and on a constructor or a type, a policy covers the opened files in any case. The default is false.
    /// </summary>
    /// <remarks>
    /// The opened stream drops the pages behind its position until it is disposed of. A read policy covers files that are opened for reading,
    /// and a write policy covers files that are opened for writing.
    /// </remarks>
    public bool Opened { get; set; }

    /// <summary>
    /// Whether the path can lead to a directory. The policy then covers the regular files of the directory and its subdirectories. Only for
    /// a path. With the default, false, nothing is dropped for a directory, and the result of the policy is <c>no-file</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A write policy covers the files whose change time (<c>ctime</c>) is not earlier than the start of the method, by the clock of the file
    /// system. A read policy covers all files of the directory, because it is unknown which files were read. Symbolic links below the
    /// directory are not followed.
    /// </para>
    /// <para>
    /// The policy covers at most 10,000 files, and examines at most 100,000 directory entries. It reports once that a directory has more. The
    /// method waits until all files are advised. If <see cref="Background"/> is set, it only waits until the advice of all files is queued.
    /// </para>
    /// </remarks>
    public bool Recurse { get; set; }

    /// <summary>
    /// Whether only the range that the method accesses is dropped: from the position of the stream at entry to its position at return. The
    /// last, partly filled page is dropped only if the range reaches the end of the file. With the default, false, the whole file is
    /// dropped.
    /// </summary>
    public bool AccessedRangeOnly { get; set; }

    /// <summary>
    /// The most bytes of the file that are cached while the method runs: 65,536 or more, <see cref="NoWindow"/>, or
    /// <see cref="AutomaticWindow"/>. The pages that leave the window are written back if they were written, and dropped.
    /// The default, <see cref="AutomaticWindow"/>, means <see cref="DropBehindStream.DefaultWindowBytes"/> if the method provably uses the
    /// stream only to read, write, seek, flush or get the length. Otherwise all pages are dropped once, at the end, and the hidden rule IOP404
    /// gives the reason. For a path, a positive value makes a background thread examine the file and drop its pages. The window is then not a
    /// strict limit, because this thread cannot stop a writer that is faster than the disk.
    /// </summary>
    public int WindowBytes { get; set; } = AutomaticWindow;

    /// <summary>
    /// Whether pages that are cached before the call stay cached, because another user of the file may need them. The
    /// default is false. If it is unknown which pages are cached, no page is dropped.
    /// </summary>
    public bool PreserveCached { get; set; }

    /// <summary>
    /// How pages are kept out of the cache while the method runs. With <see cref="DropBehindMode.Uncached"/>, as with
    /// <see cref="WindowBytes"/>, the method's code gets a stream that wraps the file. Reads and writes of 64 KiB and more leave no pages in
    /// the page cache. <see cref="DropBehindMode.Uncached"/> names the cases in which windows are used instead. The option
    /// applies to a parameter of type <see cref="Stream"/> or <see cref="FileStream"/>, to a returned stream, and to opened files.
    /// </summary>
    public DropBehindMode Mode { get; set; }

    /// <summary>
    /// Whether <see cref="PageCache.Background"/> writes the pages back and drops them, so that the method returns without waiting for the
    /// device. The method may close the file. <see cref="BackgroundAdvice.FlushAsync"/> reports a failing write-back. If the queue is full,
    /// the method issues the advice itself.
    /// </summary>
    public bool Background { get; set; }

    /// <summary>
    /// The name of an environment variable that switches this policy off with any value. The variable is read once, when the policy is
    /// first used. <c>IOPOLICY_KEEP_PAGES</c> switches all policies off.
    /// </summary>
    public string? KeepPagesVariable { get; set; }

    /// <summary>
    /// The <c>nameof</c> of a <see cref="bool"/> parameter, field, property or parameterless method. Each call reads the value once, on
    /// entry. If the value is false, the call behaves as without the attribute. If the member throws, the caller gets the exception, and the
    /// method does not run. The default, null, applies the policy to each call.
    /// </summary>
    public string? When { get; set; }

    /// <summary>
    /// Only for an attribute of the assembly: the type that declares the method to which the policy applies. Write a generic type without
    /// type arguments: <c>typeof(Store&lt;&gt;)</c>. The default, null, is for an attribute of a method, constructor or type.
    /// </summary>
    /// <remarks>
    /// The policy covers the direct calls in this assembly: calls on the type and on types that derive from it, including calls of
    /// overrides and implementations of the method.
    /// </remarks>
    public Type? On { get; set; }

    /// <summary>
    /// Only for an attribute of the assembly: the <c>nameof</c> of the method of <see cref="On"/>. The policy covers each overload
    /// that has a file. If <see cref="File"/> is set, it covers each overload with a parameter of this name.
    /// </summary>
    public string? Method { get; set; }
}

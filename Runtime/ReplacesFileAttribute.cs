namespace IoPolicy;

/// <summary>
/// The partial method replaces a whole file with <see cref="DurableFile"/>. After a crash or a power loss, the path has the old file or the
/// complete new file.
/// </summary>
/// <remarks>
/// <para>
/// The user writes the body as another method. It is named <c>SaveCore</c> for <c>Save</c>, and <c>SaveCoreAsync</c> or
/// <c>SaveAsyncCore</c> for <c>SaveAsync</c>. The body has a <see cref="FileStream"/> or <see cref="Stream"/> parameter in place of the path,
/// and otherwise the same parameters and the same return type. It writes to a temporary file, and must not close the stream.
/// The generated method then commits the file. If the body throws, the old file stays, the temporary file is removed, and the
/// exception reaches the caller. An asynchronous method passes its first <see cref="CancellationToken"/> to
/// <see cref="DurableFile.CommitAsync"/>. A cancellation before the rename leaves the old file.
/// </para>
/// <para>
/// With <see cref="DropPagesAfterFullWriteAttribute"/> on the same method, the pages of the new file are dropped in windows while
/// the body writes. Each property of this attribute, except <see cref="Path"/>, sets the property of <see cref="DurableFileOptions"/> with the
/// same name.
/// </para>
/// </remarks>
/// <param name="path">The <c>nameof</c> of the parameter, field or property of type <see cref="string"/> with the path of the file, or a dotted name that leads to it: <c>"options.Path"</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ReplacesFileAttribute(string path) : Attribute
{
    /// <summary>The name of the parameter, field or property with the path.</summary>
    public string Path { get; } = path;

    /// <summary>The size of the stream's managed buffer in bytes. The default is 4,096; 0 or 1 turns the buffer off.</summary>
    public int BufferSize { get; set; } = 4096;

    /// <summary>
    /// Whether the file behind a symbolic link is replaced. The default is true. If false, a symbolic link is refused with an
    /// <see cref="IOException"/>.
    /// </summary>
    public bool FollowSymbolicLinks { get; set; } = true;

    /// <summary>Whether the method throws an <see cref="IOException"/> if the file exists. The default is false.</summary>
    public bool FailIfExists { get; set; }

    /// <summary>
    /// Whether the directory is flushed to disk after the rename. The default is true. If false, the complete old file may be back after a
    /// power loss.
    /// </summary>
    public bool SyncDirectory { get; set; } = true;
}

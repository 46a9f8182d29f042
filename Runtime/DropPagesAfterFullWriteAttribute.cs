namespace IoPolicy;

/// <summary>
/// The method writes a file's payload that the program does not read again soon. When the method returns, the file's dirty
/// pages are written back and then dropped from the page cache.
/// </summary>
/// <remarks>
/// Write-back comes first because the kernel skips dirty pages (<c>mapping_try_invalidate</c> takes clean pages only).
/// The kernel reports a write-back error once per open file, so the method throws it as an <see cref="IOException"/>. If the
/// method itself throws, its exception is never replaced.
/// <para>
/// A method that writes whole files of at most 256 KiB, with less than a second between them, waits for the first 64 of them.
/// <see cref="PageCache.Background"/> writes back and drops the others. At most 128 of them, with 16 MiB, are queued. If a write-back fails there, the
/// next call of the method throws the <see cref="IOException"/>, or <see cref="BackgroundAdvice.FlushAsync"/> does. With
/// <see cref="Durable"/>, the method waits for each file.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class DropPagesAfterFullWriteAttribute : DropPagesAttribute
{
    /// <summary>
    /// Whether <c>fdatasync</c> writes back, which also makes the file's length and the device's cache durable. The default,
    /// false, uses <c>sync_file_range</c>, which does not. If the method has closed the file, or its path does not open, the
    /// file is not made durable. The event <c>NotDurable</c> of the event source <c>IoPolicy</c> reports that.
    /// </summary>
    public bool Durable { get; set; }
}

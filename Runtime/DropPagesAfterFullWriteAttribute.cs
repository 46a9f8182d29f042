namespace IoPolicy;

/// <summary>
/// The method writes a file's payload that the program does not read again soon. When the method returns, the file's dirty
/// pages are written back and then dropped from the page cache.
/// </summary>
/// <remarks>
/// Write-back comes first, because the kernel drops clean pages only (<c>mapping_try_invalidate</c>). The kernel reports a write-back error
/// once per open file, so the method throws the error as an <see cref="IOException"/>. If the method itself throws, its exception is never
/// replaced.
/// <para>
/// A method that writes whole files of at most 256 KiB, with less than a second between them, waits for the write-back of the first 64
/// files. <see cref="PageCache.Background"/> writes back and drops the later files. At most 128 of them, with 16 MiB in total, are queued. If
/// the write-back of a queued file fails, the next call of the method or <see cref="BackgroundAdvice.FlushAsync"/> throws the
/// <see cref="IOException"/>. With <see cref="Durable"/>, the method waits for each file.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class DropPagesAfterFullWriteAttribute : DropPagesAttribute
{
    /// <summary>
    /// Whether the write-back uses <c>fdatasync</c>, which also makes the file's length durable and flushes the device's cache. With the
    /// default, false, it uses <c>sync_file_range</c>, which does neither. If the method has closed the file, or its path does not open,
    /// the file is not made durable. The event <c>NotDurable</c> of the event source <c>IoPolicy</c> reports that.
    /// </summary>
    public bool Durable { get; set; }
}

using IoPolicy.CompilerServices;
using IoPolicy.DropBehind;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>
/// Reads and writes a file by offset, as <see cref="RandomAccess"/> does, and limits the cached pages of the file to a window. The pages
/// that leave the window are written back if they were written, and dropped.
/// </summary>
/// <remarks>
/// <para>
/// Offsets may come in any order, and ranges may overlap. The window contains the bytes that were read or written last.
/// <see cref="Complete"/>, or closing this file, drops the remaining pages. A call with several buffers makes one system call for each step
/// of the window that its buffers fill, and at most 32 buffers take part in a system call. A synchronous call allocates nothing.
/// </para>
/// <para>
/// Reads and writes may run on several threads at once, as with <see cref="RandomAccess"/>. If the window is full, they all wait for the
/// device. Call <see cref="Complete"/> when all reads and writes have ended. On a descriptor that was opened with <c>O_APPEND</c>, the kernel
/// ignores the offset and writes at the end of the file, so these pages are dropped only by <see cref="Complete"/>. If the handle is not a
/// regular file, or the system is not 64-bit Linux, all calls pass through unchanged.
/// </para>
/// </remarks>
public sealed class DropBehindFile : IDisposable, IAsyncDisposable
{
    private readonly PositionedCore _core;

    /// <summary>Creates a file that drops behind.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public DropBehindFile(SafeFileHandle file, DropBehindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ObjectDisposedException.ThrowIf(file.IsClosed, file);
        options ??= new DropBehindOptions();
        SafeFileHandle = file;
        _core = PositionedCore.Create(file, options.ToPolicy(PolicyKind.DropAfterFullWrite, nameof(DropBehindFile)), options.WindowBytes, options.LeaveOpen);
    }

    /// <summary>The open file that receives all operations.</summary>
    public SafeFileHandle SafeFileHandle { get; }

    /// <summary>
    /// The current mode. It can be <see cref="DropBehindMode.Windowed"/> although <see cref="DropBehindMode.Uncached"/> was requested, and it
    /// can change at a write: <see cref="DropBehindMode.Uncached"/> names the cases.
    /// </summary>
    public DropBehindMode Mode => _core.Mode;

#pragma warning disable RS0026 // RandomAccess has the same overloads, and each has another type in the same place, so no call is ambiguous.
    /// <summary>Reads at an offset.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <returns>The number of bytes read: fewer than requested at the end of the file, and 0 beyond it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fileOffset"/> is negative.</exception>
    /// <exception cref="IOException">The read failed, or the write-back of earlier bytes did.</exception>
    public int Read(Span<byte> buffer, long fileOffset) => _core.Read(buffer, Checked(fileOffset));

    /// <summary>Reads at an offset into several buffers, one after the other.</summary>
    /// <param name="buffers">Receives the bytes.</param>
    /// <inheritdoc cref="Read(Span{byte}, long)" path="/*[not(self::param)]"/>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="buffers"/> is null.</exception>
    public long Read(IReadOnlyList<Memory<byte>> buffers, long fileOffset)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        return _core.Read(buffers, Checked(fileOffset));
    }

    /// <summary>Reads at an offset, without blocking the caller.</summary>
    /// <inheritdoc cref="Read(Span{byte}, long)" path="/*[not(self::param)]"/>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <param name="cancellationToken">Cancels between two steps of the window. The caller does not learn how many bytes were read until then.</param>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long fileOffset, CancellationToken cancellationToken = default) =>
        _core.ReadAsync(buffer, Checked(fileOffset), cancellationToken);

    /// <summary>Reads at an offset into several buffers, one after the other, without blocking the caller.</summary>
    /// <inheritdoc cref="Read(IReadOnlyList{Memory{byte}}, long)" path="/*[not(self::param)]"/>
    /// <param name="buffers">Receives the bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <param name="cancellationToken">Cancels between two steps of the window. The caller does not learn how many bytes were read until then.</param>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public ValueTask<long> ReadAsync(IReadOnlyList<Memory<byte>> buffers, long fileOffset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        return _core.ReadAsync(buffers, Checked(fileOffset), cancellationToken);
    }

    /// <summary>Writes all of a buffer at an offset.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fileOffset"/> is negative.</exception>
    /// <exception cref="IOException">The write failed, or the write-back of earlier bytes did.</exception>
    public void Write(ReadOnlySpan<byte> buffer, long fileOffset) => _core.Write(buffer, Checked(fileOffset));

    /// <summary>Writes all of several buffers at an offset, one after the other.</summary>
    /// <param name="buffers">The bytes.</param>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, long)" path="/*[not(self::param)]"/>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="buffers"/> is null.</exception>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long fileOffset)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        _core.Write(buffers, Checked(fileOffset));
    }

    /// <summary>Writes all of a buffer at an offset, without blocking the caller.</summary>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, long)" path="/*[not(self::param)]"/>
    /// <param name="buffer">The bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <param name="cancellationToken">Cancels between two steps of the window. The bytes written until then stay written.</param>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long fileOffset, CancellationToken cancellationToken = default) =>
        _core.WriteAsync(buffer, Checked(fileOffset), cancellationToken);

    /// <summary>Writes all of several buffers at an offset, one after the other, without blocking the caller.</summary>
    /// <inheritdoc cref="Write(IReadOnlyList{ReadOnlyMemory{byte}}, long)" path="/*[not(self::param)]"/>
    /// <param name="buffers">The bytes.</param>
    /// <param name="fileOffset">The offset of the first byte in the file, 0 or more.</param>
    /// <param name="cancellationToken">Cancels between two steps of the window. The bytes written until then stay written.</param>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long fileOffset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        return _core.WriteAsync(buffers, Checked(fileOffset), cancellationToken);
    }

#pragma warning restore RS0026

    /// <summary>
    /// Writes back the written pages, and drops the pages of the file. If less than 64 KiB moved and the end of the file was not reached, as
    /// with a header, the pages stay cached, and are written back only with <see cref="DropBehindOptions.Durable"/>. Call this method
    /// when the work is done: a failing write-back then throws here. <see cref="Dispose"/> calls it too if nobody has, and a failing write-back
    /// then replaces an exception that leaves the <c>using</c> block. A second call does nothing.
    /// </summary>
    /// <exception cref="IOException">A write-back failed. The kernel reports that once per open file.</exception>
    public void Complete() => _core.Complete();

    /// <summary>Does the work of <see cref="Complete"/> without blocking the caller.</summary>
    /// <exception cref="IOException">A write-back failed. The kernel reports that once per open file.</exception>
    public ValueTask CompleteAsync() => _core.CompleteAsync();

    /// <summary>
    /// Does the work of <see cref="Complete"/> if it was not done before, and closes the handle, unless
    /// <see cref="DropBehindOptions.LeaveOpen"/> is set. If the work was done before, throws nothing.
    /// </summary>
    /// <exception cref="IOException">A write-back failed. The handle is closed nevertheless.</exception>
    public void Dispose() => _core.Close();

    /// <summary>Does the work of <see cref="Dispose"/> without blocking the caller.</summary>
    /// <exception cref="IOException">A write-back failed. The handle is closed nevertheless.</exception>
    public ValueTask DisposeAsync() => _core.CloseAsync();

    private static long Checked(long fileOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileOffset);
        return fileOffset;
    }
}

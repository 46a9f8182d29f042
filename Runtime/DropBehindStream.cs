using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.DropBehind;

namespace IoPolicy;

/// <summary>
/// A stream over a file that limits the cached pages of the file while the file is read or written. Only a window behind the position stays
/// cached. The pages before the window are written back if they were written, and dropped.
/// </summary>
/// <remarks>
/// <para>
/// The window advances in steps of 1 MiB. If the window is smaller than 4 MiB, a step is a quarter of it, but at least 64 KiB. The stream
/// starts the write-back of a step when the step is full, and waits for it when the window is full. With the default window, writing is as
/// fast as the disk. <see cref="Complete"/>, or closing the stream, drops the remaining pages.
/// </para>
/// <para>
/// The inner stream keeps the position, buffer and length, and does all I/O except uncached I/O
/// (<see cref="DropBehindMode.Uncached"/>), which goes directly to the file. Both streams may be used alternately. If the inner stream
/// neither is nor wraps a file, or the system is not 64-bit Linux, all calls pass through unchanged. Not thread-safe.
/// </para>
/// </remarks>
public sealed class DropBehindStream : Stream, IPassesThrough
{
    /// <summary>The default size of the window: 16 MiB.</summary>
    public const int DefaultWindowBytes = WindowSize.Default;

    /// <summary>The smallest window: 64 KiB. With a window below 128 KiB, two steps of 64 KiB can be cached.</summary>
    public const int MinimumWindowBytes = WindowSize.Minimum;

    private readonly StreamCore _core;

    /// <summary>Creates a stream that drops behind.</summary>
    /// <param name="stream">A stream that is, or wraps, a <see cref="FileStream"/> that can seek.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public DropBehindStream(Stream stream, DropBehindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _core = CreateCore(stream, options, nameof(DropBehindStream));
    }

    internal DropBehindStream(StreamCore core) => _core = core;

    /// <summary>The wrapped stream.</summary>
    public Stream InnerStream => _core.Inner;

    /// <summary>
    /// The current mode. It can be <see cref="DropBehindMode.Windowed"/> although <see cref="DropBehindMode.Uncached"/> was requested, and it
    /// can change at a write: <see cref="DropBehindMode.Uncached"/> names the cases.
    /// </summary>
    public DropBehindMode Mode => _core.Mode;

    /// <inheritdoc/>
    public override bool CanRead => _core.Inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => _core.Inner.CanWrite;

    /// <inheritdoc/>
    public override bool CanSeek => _core.Inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanTimeout => _core.Inner.CanTimeout;

    /// <inheritdoc/>
    public override long Length => _core.Inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _core.Inner.Position;
        set => _core.Inner.Position = value;
    }

    /// <inheritdoc/>
    public override int ReadTimeout
    {
        get => _core.Inner.ReadTimeout;
        set => _core.Inner.ReadTimeout = value;
    }

    /// <inheritdoc/>
    public override int WriteTimeout
    {
        get => _core.Inner.WriteTimeout;
        set => _core.Inner.WriteTimeout = value;
    }

    /// <summary>
    /// Flushes the inner stream, writes back the written pages, and drops the pages of the file. If less than 64 KiB moved and the end of the
    /// file was not reached, as with a header, only flushes: the pages stay cached, and are written back only with
    /// <see cref="DropBehindOptions.Durable"/>. Call this method when the work is done: a failing write-back then throws here. <c>Dispose</c>
    /// calls it too if nobody has, and a failing write-back then replaces an exception that leaves the <c>using</c> block. A second call does
    /// nothing.
    /// </summary>
    /// <exception cref="IOException">The flush or a write-back failed. The kernel reports a failed write-back once per open file.</exception>
    public void Complete() => _core.Complete();

    /// <summary>Does the work of <see cref="Complete"/> without blocking the caller.</summary>
    /// <exception cref="IOException">The flush or a write-back failed. The kernel reports a failed write-back once per open file.</exception>
    public ValueTask CompleteAsync() => _core.CompleteAsync();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _core.Inner.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => _core.Inner.SetLength(value);

    /// <inheritdoc/>
    public override void Flush() => _core.Inner.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _core.Inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _core.Read(buffer);

    /// <inheritdoc/>
    public override int ReadByte() => _core.ReadByte();

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _core.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        _core.Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _core.Write(buffer);

    /// <inheritdoc/>
    public override void WriteByte(byte value) => _core.WriteByte(value);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _core.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    /// <inheritdoc/>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        _core.CopyTo(destination, bufferSize);
    }

    /// <inheritdoc/>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        return _core.CopyToAsync(destination, bufferSize, cancellationToken);
    }

    /// <summary>
    /// Does the work of <see cref="CompleteAsync"/> if it was not done before, and closes the inner stream, unless
    /// <see cref="DropBehindOptions.LeaveOpen"/> is set. If the work was done before, throws only the exceptions of the inner stream.
    /// </summary>
    /// <exception cref="IOException">The flush or a write-back failed. The inner stream is closed nevertheless.</exception>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _core.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Does the work of <see cref="Complete"/> if it was not done before, and closes the inner stream, unless
    /// <see cref="DropBehindOptions.LeaveOpen"/> is set. If the work was done before, throws only the exceptions of the inner stream.
    /// </summary>
    /// <exception cref="IOException">The flush or a write-back failed. The inner stream is closed nevertheless.</exception>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
            {
                _core.Close();
            }
        }
        finally
        {
            base.Dispose(disposing);
        }
    }

    internal static StreamCore CreateCore(Stream stream, DropBehindOptions? options, string method)
    {
        options ??= new DropBehindOptions();
        var policy = options.ToPolicy(stream.CanWrite ? PolicyKind.DropAfterFullWrite : PolicyKind.DropAfterFullRead, method);
        var target = AdviceTarget.From(stream);
        var request = new AdviceRequest(policy, target, target.Position);
        return StreamCore.Create(options.PreserveCached ? request.WithPreserved() : request, stream, options.WindowBytes, options.LeaveOpen);
    }
}

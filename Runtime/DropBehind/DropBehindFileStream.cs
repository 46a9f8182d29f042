using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// A <see cref="FileStream"/> that drops behind: what the body of a method with a <see cref="FileStream"/> parameter is
/// given. Every member goes to the user's own stream; the base holds a handle that owns nothing and does no I/O.
/// </summary>
/// <remarks>
/// No member may call its base: <see cref="FileStream"/> sends the spans and tasks of a derived type back through
/// <c>Write(byte[])</c> and its like, which are overridden here, and so for ever. Its members forward as those of
/// <see cref="DropBehindStream"/> do: there is no base between <see cref="FileStream"/> and <see cref="Stream"/> that
/// both could derive from.
/// </remarks>
internal sealed class DropBehindFileStream : FileStream
{
    private readonly FileStream _file;
    private readonly StreamCore _core;

    internal DropBehindFileStream(FileStream file, StreamCore core)
        : base(Unowned(file), Access(file), bufferSize: 0, isAsync: OperatingSystem.IsWindows() && file.IsAsync)
    {
        _file = file;
        _core = core;
    }

    public override bool CanRead => _file.CanRead;

    public override bool CanWrite => _file.CanWrite;

    public override bool CanSeek => _file.CanSeek;

    public override bool CanTimeout => _file.CanTimeout;

    public override bool IsAsync => _file.IsAsync;

    public override long Length => _file.Length;

    public override string Name => _file.Name;

    public override SafeFileHandle SafeFileHandle => _file.SafeFileHandle;

    [Obsolete("FileStream.Handle has been deprecated. Use FileStream's SafeFileHandle property instead.")]
    public override IntPtr Handle => _file.Handle;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    public override int ReadTimeout
    {
        get => _file.ReadTimeout;
        set => _file.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => _file.WriteTimeout;
        set => _file.WriteTimeout = value;
    }

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void SetLength(long value) => _file.SetLength(value);

    public override void Flush() => _file.Flush();

    public override void Flush(bool flushToDisk) => _file.Flush(flushToDisk);

    public override Task FlushAsync(CancellationToken cancellationToken) => _file.FlushAsync(cancellationToken);

    [UnsupportedOSPlatform("ios")]
    [UnsupportedOSPlatform("macos")]
    [UnsupportedOSPlatform("tvos")]
    [UnsupportedOSPlatform("freebsd")]
    public override void Lock(long position, long length) => _file.Lock(position, length);

    [UnsupportedOSPlatform("ios")]
    [UnsupportedOSPlatform("macos")]
    [UnsupportedOSPlatform("tvos")]
    [UnsupportedOSPlatform("freebsd")]
    public override void Unlock(long position, long length) => _file.Unlock(position, length);

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer) => _core.Read(buffer);

    public override int ReadByte() => _core.ReadByte();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _core.ReadAsync(buffer, cancellationToken);

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        _core.Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _core.Write(buffer);

    public override void WriteByte(byte value) => _core.WriteByte(value);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _core.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _core.WriteAsync(buffer, cancellationToken);

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        _core.CopyTo(destination, bufferSize);
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        return _core.CopyToAsync(destination, bufferSize, cancellationToken);
    }

    /// <summary>Closes the user's own stream, after its pages were dropped: the body asked for it.</summary>
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

    /// <summary>Closes the user's own stream, after its pages were dropped; a finalizer closes nothing of the user's.</summary>
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

    private static SafeFileHandle Unowned(FileStream file) => new(file.SafeFileHandle.DangerousGetHandle(), ownsHandle: false);

    private static FileAccess Access(FileStream file) =>
        (file.CanRead ? FileAccess.Read : 0) | (file.CanWrite ? FileAccess.Write : 0);
}

using System.Runtime.Versioning;
using IoPolicy.DropBehind;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>
/// A <see cref="FileStream"/> that drops behind, for code that needs this type and not only a <see cref="Stream"/>. The reads, writes and
/// copies go to a <see cref="DropBehindStream"/>, and all other members to the user's own stream.
/// </summary>
/// <remarks>
/// No member, except <c>Dispose</c> and <c>DisposeAsync</c>, may call its base. The base has a handle that it does not own. In a derived type,
/// the span and task members of <see cref="FileStream"/> call <c>Write(byte[])</c> and similar members of the derived type, so the calls would
/// recurse without end.
/// </remarks>
internal sealed class DropBehindFileStream : FileStream
{
    private readonly FileStream _file;
    private readonly DropBehindStream _stream;

    internal DropBehindFileStream(FileStream file, StreamCore core)
        : base(Unowned(file), Access(file), bufferSize: 0, isAsync: OperatingSystem.IsWindows() && file.IsAsync)
    {
        _file = file;
        _stream = new DropBehindStream(core);
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

    public override int Read(byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => _stream.Read(buffer);

    public override int ReadByte() => _stream.ReadByte();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _stream.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _stream.ReadAsync(buffer, cancellationToken);

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        _stream.BeginRead(buffer, offset, count, callback, state);

    public override int EndRead(IAsyncResult asyncResult) => _stream.EndRead(asyncResult);

    public override void Write(byte[] buffer, int offset, int count) => _stream.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _stream.Write(buffer);

    public override void WriteByte(byte value) => _stream.WriteByte(value);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _stream.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _stream.WriteAsync(buffer, cancellationToken);

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        _stream.BeginWrite(buffer, offset, count, callback, state);

    public override void EndWrite(IAsyncResult asyncResult) => _stream.EndWrite(asyncResult);

    public override void CopyTo(Stream destination, int bufferSize) => _stream.CopyTo(destination, bufferSize);

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        _stream.CopyToAsync(destination, bufferSize, cancellationToken);

    /// <summary>Drops the pages, and closes the user's own stream, as the caller of this method expects.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Drops the pages, and closes the user's own stream. The finalizer does not close the user's stream.</summary>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
            {
                _stream.Dispose();
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

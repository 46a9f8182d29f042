using IoPolicy.Analyzers.Symbols;
using static IoPolicy.Analyzers.ByteBounds.DotNet.SizeRule;
using static IoPolicy.Analyzers.ByteBounds.DotNet.Sizes;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>The rows of <see cref="DotNetMemberTable"/> for streams, handles and RandomAccess.</summary>
internal static class StreamMembers
{
    internal static readonly IReadOnlyList<MemberEffect> Rows =
    [
        // Stream: a read requests no more than the buffer's length.
        new("Stream.Read(byte[], int, int)", "At most count bytes.") { Read = Bytes("count", "buffer"), Result = ResultRule.Count },
        new("Stream.Read(Span<byte>)", "At most the span's length.") { Read = Fill("buffer"), Result = ResultRule.Count },
        new("Stream.ReadAsync(byte[], int, int)", "At most count bytes.") { Read = Bytes("count", "buffer"), Result = ResultRule.Count },
        new("Stream.ReadAsync(byte[], int, int, CancellationToken)", "At most count bytes.") { Read = Bytes("count", "buffer"), Result = ResultRule.Count },
        new("Stream.ReadAsync(Memory<byte>, CancellationToken)", "At most the memory's length.") { Read = Fill("buffer"), Result = ResultRule.Count },
        new("Stream.BeginRead(byte[], int, int, AsyncCallback, object)", "At most count bytes.") { Read = Bytes("count", "buffer") },
        new("Stream.EndRead(IAsyncResult)", "Waits for the bytes that BeginRead requested.") { Result = ResultRule.Contents },
        new("Stream.ReadAtLeast(Span<byte>, int, bool)", "At least minimumBytes, and up to the whole buffer.") { Read = Fill("buffer"), Result = ResultRule.Count },
        new("Stream.ReadAtLeastAsync(Memory<byte>, int, bool, CancellationToken)", "At least minimumBytes, and up to the whole buffer.") { Read = Fill("buffer"), Result = ResultRule.Count },
        new("Stream.ReadByte()", "One byte, or -1 at the end.") { Read = AtMost(1), Result = ResultRule.ByteOrEnd },
        new("Stream.ReadExactly(byte[], int, int)", "count bytes.") { Read = Bytes("count", "buffer") },
        new("Stream.ReadExactly(Span<byte>)", "The span's length.") { Read = Fill("buffer") },
        new("Stream.ReadExactlyAsync(byte[], int, int, CancellationToken)", "count bytes.") { Read = Bytes("count", "buffer") },
        new("Stream.ReadExactlyAsync(Memory<byte>, CancellationToken)", "The memory's length.") { Read = Fill("buffer") },
        new("Stream.CopyTo(Stream)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.CopyTo(Stream, int)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.CopyToAsync(Stream)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.CopyToAsync(Stream, int)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.CopyToAsync(Stream, CancellationToken)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.CopyToAsync(Stream, int, CancellationToken)", "From the position to the end.") { Read = Size(ToEnd), Into = "destination" },
        new("Stream.Write(byte[], int, int)", "count bytes.") { Written = Bytes("count", "buffer") },
        new("Stream.Write(ReadOnlySpan<byte>)", "The span's length.") { Written = Fill("buffer") },
        new("Stream.WriteAsync(byte[], int, int)", "count bytes.") { Written = Bytes("count", "buffer") },
        new("Stream.WriteAsync(byte[], int, int, CancellationToken)", "count bytes.") { Written = Bytes("count", "buffer") },
        new("Stream.WriteAsync(ReadOnlyMemory<byte>, CancellationToken)", "The memory's length.") { Written = Fill("buffer") },
        new("Stream.BeginWrite(byte[], int, int, AsyncCallback, object)", "count bytes.") { Written = Bytes("count", "buffer") },
        new("Stream.EndWrite(IAsyncResult)", "Waits for the bytes that BeginWrite received."),
        new("Stream.WriteByte(byte)", "One byte.") { Written = AtMost(1) },
        new("Stream.Seek(long, SeekOrigin)", "Moves the position.") { Seek = SeekRule.Seek, Result = ResultRule.Position },
        new("Stream.SetLength(long)", "Moves no bytes."),
        new("Stream.Flush()", "Flushes bytes that were counted when they were written."),
        new("Stream.FlushAsync()", "Flushes bytes that were counted when they were written."),
        new("Stream.FlushAsync(CancellationToken)", "Flushes bytes that were counted when they were written."),
        new("Stream.Close()", "Moves no bytes."),
        new("Stream.Dispose()", "Moves no bytes."),
        new("Stream.DisposeAsync()", "Moves no bytes."),
        new("Stream.Synchronized(Stream)", "The same stream behind a lock.") { File = "stream", Result = ResultRule.Wrapper, Access = StreamAccess.AsRequested },
        new("Stream.Length", "The file's length.") { Result = ResultRule.Position },
        new("Stream.Position", "The position, which an assignment moves.") { Seek = SeekRule.Seek, Result = ResultRule.Position },
        new("Stream.CanRead", "Moves no bytes."),
        new("Stream.CanSeek", "Moves no bytes."),
        new("Stream.CanWrite", "Moves no bytes."),
        new("Stream.CanTimeout", "Moves no bytes."),
        new("Stream.ReadTimeout", "Moves no bytes."),
        new("Stream.WriteTimeout", "Moves no bytes."),
        new("IDisposable.Dispose()", "Moves no bytes. A using statement calls it."),
        new("IAsyncDisposable.DisposeAsync()", "Moves no bytes. An await using statement calls it."),
        new("BufferedStream.UnderlyingStream", "The inner stream.") { Result = ResultRule.SameFile },
        new("BufferedStream.BufferSize", "Moves no bytes."),

        // FileStream has a buffer that reads ahead. These bytes do not count as bytes that the method reads.
        new("FileStream.Flush(bool)", "Flushes bytes that were counted when they were written."),
        new("FileStream.Lock(long, long)", "Moves no bytes."),
        new("FileStream.Unlock(long, long)", "Moves no bytes."),
        new("FileStream.Name", "Moves no bytes."),
        new("FileStream.IsAsync", "Moves no bytes."),
        new("FileStream.SafeFileHandle", "The file's handle.") { Result = ResultRule.SameFile },
        new("FileStream.Handle", "The raw handle, which the analysis cannot follow.") { Escapes = true },
        new("SafeFileHandle.IsInvalid", "Moves no bytes."),
        new("SafeFileHandle.IsAsync", "Moves no bytes."),
        new("SafeHandle.IsInvalid", "Moves no bytes."),
        new("SafeHandle.IsClosed", "Moves no bytes."),
        new("SafeHandle.Close()", "Moves no bytes."),
        new("SafeHandle.Dispose()", "Moves no bytes."),
        new("SafeHandle.DangerousAddRef(ref bool)", "Moves no bytes."),
        new("SafeHandle.DangerousRelease()", "Moves no bytes."),

        // RandomAccess: each call has an offset, and does not use the file's position.
        new("RandomAccess.Read(SafeFileHandle, Span<byte>, long)", "At most the span's length.") { File = "handle", Read = Fill("buffer"), Result = ResultRule.Count, Seek = SeekRule.Positional },
        new("RandomAccess.Read(SafeFileHandle, IReadOnlyList<Memory<byte>>, long)", "At most the total length of the buffers.") { File = "handle", Read = FillAll("buffers"), Result = ResultRule.Count, Seek = SeekRule.Positional },
        new("RandomAccess.ReadAsync(SafeFileHandle, Memory<byte>, long, CancellationToken)", "At most the memory's length.") { File = "handle", Read = Fill("buffer"), Result = ResultRule.Count, Seek = SeekRule.Positional },
        new("RandomAccess.ReadAsync(SafeFileHandle, IReadOnlyList<Memory<byte>>, long, CancellationToken)", "At most the total length of the buffers.") { File = "handle", Read = FillAll("buffers"), Result = ResultRule.Count, Seek = SeekRule.Positional },
        new("RandomAccess.Write(SafeFileHandle, ReadOnlySpan<byte>, long)", "The span's length.") { File = "handle", Written = Fill("buffer"), Seek = SeekRule.Positional },
        new("RandomAccess.Write(SafeFileHandle, IReadOnlyList<ReadOnlyMemory<byte>>, long)", "The total length of the buffers.") { File = "handle", Written = FillAll("buffers"), Seek = SeekRule.Positional },
        new("RandomAccess.WriteAsync(SafeFileHandle, ReadOnlyMemory<byte>, long, CancellationToken)", "The memory's length.") { File = "handle", Written = Fill("buffer"), Seek = SeekRule.Positional },
        new("RandomAccess.WriteAsync(SafeFileHandle, IReadOnlyList<ReadOnlyMemory<byte>>, long, CancellationToken)", "The total length of the buffers.") { File = "handle", Written = FillAll("buffers"), Seek = SeekRule.Positional },
        new("RandomAccess.GetLength(SafeFileHandle)", "The file's length.") { File = "handle", Result = ResultRule.Position },
        new("RandomAccess.SetLength(SafeFileHandle, long)", "Moves no bytes.") { File = "handle" },
        new("RandomAccess.FlushToDisk(SafeFileHandle)", "Sends cached pages to the disk, and moves no bytes between the method and the file.") { File = "handle" },
    ];
}

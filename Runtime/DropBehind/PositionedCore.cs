using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// Reads and writes a file by offset, with <see cref="RandomAccess"/>, with uncached I/O, or with one system call for several buffers.
/// </summary>
/// <remarks>
/// Several threads may call at once. They wait for each other only while one of them adds moved bytes to the window. If a step is full, this
/// includes the wait for the device.
/// </remarks>
#pragma warning disable CA1001 // CloseInner disposes of the gate.
internal sealed class PositionedCore : DropBehindCore
#pragma warning restore CA1001
{
    private readonly SafeFileHandle _file;
    private readonly PolicyTerms _policy;
    private readonly ResidencyMap? _preserved;
    private readonly bool _leaveOpen;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private PositionedCore(SafeFileHandle file, PolicyTerms policy, DropBehindWindow? window, ResidencyMap? preserved, bool leaveOpen)
        : base(policy, window, isFile: true)
    {
        _file = file;
        _policy = policy;
        _preserved = preserved;
        _leaveOpen = leaveOpen;
    }

    protected override long Length => RandomAccess.GetLength(_file);

    /// <summary>If no bytes were read or written, no page of the file is dropped.</summary>
    protected override bool HasAdvice => Window is not { TotalBytes: 0 };

    internal static PositionedCore Create(SafeFileHandle file, PolicyTerms policy, int windowBytes, bool leaveOpen)
    {
        if (Kernel.Status(file, out var status) != 0 || !status.IsRegular)
        {
            // It is unknown which pages of a device are cached, so all of them are preserved.
            return new PositionedCore(file, policy, window: null, policy.PreserveCached ? ResidencyMap.Unknown(0, 0) : null, leaveOpen);
        }

        var preserved = policy.PreserveCached ? ResidencyMapReader.Read(file, ByteRange.WholeFile) : null;
        return new PositionedCore(file, policy, new DropBehindWindow(policy, file, windowBytes, preserved), preserved, leaveOpen);
    }

    internal new int Read(Span<byte> buffer, long offset) => base.Read(buffer, offset);

    internal new ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation) => base.ReadAsync(buffer, offset, cancellation);

    internal new void Write(ReadOnlySpan<byte> buffer, long offset) => base.Write(buffer, offset);

    internal new ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset, CancellationToken cancellation) => base.WriteAsync(buffer, offset, cancellation);

    internal long Read(IReadOnlyList<Memory<byte>> buffers, long offset) =>
        Window is null ? RandomAccess.Read(_file, buffers, offset) : MoveAll(new ReadBuffers(buffers), offset, write: false);

    internal async ValueTask<long> ReadAsync(IReadOnlyList<Memory<byte>> buffers, long offset, CancellationToken cancellation) =>
        Window is null
            ? await RandomAccess.ReadAsync(_file, buffers, offset, cancellation).ConfigureAwait(false)
            : await MoveAllAsync(new ReadBuffers(buffers), offset, write: false, cancellation).ConfigureAwait(false);

    internal void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (Window is null)
        {
            RandomAccess.Write(_file, buffers, offset);
        }
        else
        {
            _ = MoveAll(new WriteBuffers(buffers), offset, write: true);
        }
    }

    internal async ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, CancellationToken cancellation)
    {
        if (Window is null)
        {
            await RandomAccess.WriteAsync(_file, buffers, offset, cancellation).ConfigureAwait(false);
        }
        else
        {
            _ = await MoveAllAsync(new WriteBuffers(buffers), offset, write: true, cancellation).ConfigureAwait(false);
        }
    }

    protected override int ReadThrough(Span<byte> piece, long from) => RandomAccess.Read(_file, piece, from);

    protected override ValueTask<int> ReadThroughAsync(Memory<byte> piece, long from, CancellationToken cancellation) =>
        RandomAccess.ReadAsync(_file, piece, from, cancellation);

    protected override void WriteThrough(ReadOnlySpan<byte> piece, long from) => RandomAccess.Write(_file, piece, from);

    protected override ValueTask WriteThroughAsync(ReadOnlyMemory<byte> piece, long from, CancellationToken cancellation) =>
        RandomAccess.WriteAsync(_file, piece, from, cancellation);

    protected override long PositionAfter(long from, long bytes) => from + bytes;

    protected override void AddMoved(long from, long to, Transfer how)
    {
        if (Window is null || to == from)
        {
            return;
        }

        _gate.Wait();
        try
        {
            Window.AddMoved(from, to, how);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    protected override async ValueTask AddMovedAsync(long from, long to, Transfer how, CancellationToken cancellation)
    {
        if (Window is null || to == from)
        {
            return;
        }

        // The bytes have moved already, so they must be added in spite of a cancellation.
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await Window.AddMovedAsync(from, to, how, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <remarks>The policy becomes a read policy if the window shows that no bytes were written.</remarks>
    protected override AdviceRequest Request()
    {
        var policy = Window is { HasWritten: false }
            ? new PolicyTerms(PolicyKind.DropAfterFullRead, _policy.Method) { KeepTailBytes = _policy.KeepTailBytes }
            : _policy;
        var extras = new AdviceExtras(policy, _preserved);
        var request = new AdviceRequest(policy, AdviceTarget.From(_file), AdviceTarget.NoPosition, extras);
        return Window is null ? request : request.WithMoved(Window.TotalBytes, Window.Touched.Start, Window.Touched.End);
    }

    protected override void CloseInner()
    {
        _gate.Dispose();
        if (!_leaveOpen)
        {
            _file.Dispose();
        }
    }

    protected override ValueTask CloseInnerAsync()
    {
        CloseInner();
        return default;
    }

    private long MoveAll<TBuffers>(TBuffers buffers, long offset, bool write)
        where TBuffers : struct, IBuffers
    {
        var (total, at) = (BufferCursor.Length(buffers), default(BufferCursor));
        long done = 0;
        while (done < total)
        {
            var moved = MoveSome(buffers, at, offset + done, write, out var requested, out var how);
            AddMoved(offset + done, offset + done + moved, how);
            done += moved;
            at.Advance(buffers, moved);
            if (moved < requested && !write)
            {
                break;
            }
        }

        return done;
    }

    private async Task<long> MoveAllAsync<TBuffers>(TBuffers buffers, long offset, bool write, CancellationToken cancellation)
        where TBuffers : struct, IBuffers
    {
        var (total, at) = (BufferCursor.Length(buffers), default(BufferCursor));
        long done = 0;
        while (done < total)
        {
            var (from, here) = (offset + done, at);
            var (moved, requested, how) = await Task.Run(
                () =>
                {
                    var some = MoveSome(buffers, here, from, write, out var wanted, out var transfer);
                    return (some, wanted, transfer);
                },
                cancellation).ConfigureAwait(false);
            await AddMovedAsync(from, from + moved, how, cancellation).ConfigureAwait(false);
            done += moved;
            at.Advance(buffers, moved);
            if (moved < requested && !write)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>Makes one system call for the buffers that fit in a step of the window, at most <see cref="PinnedBuffers.Capacity"/>.</summary>
    /// <exception cref="IOException">The read or write failed.</exception>
    private unsafe long MoveSome<TBuffers>(TBuffers buffers, BufferCursor at, long offset, bool write, out long requested, out Transfer how)
        where TBuffers : struct, IBuffers
    {
        var vectors = stackalloc IoVector[PinnedBuffers.Capacity];
        var pinned = default(PinnedBuffers);
        var count = pinned.Pin(buffers, at, PieceBytes, vectors, out requested);
        try
        {
            var uncached = GoesUncached(requested, offset, write);
            var moved = VectorIo.Move(_file, write, vectors, count, offset, uncached, out var error);
            if (moved < 0 && uncached && FallsBack(error))
            {
                uncached = false;
                moved = VectorIo.Move(_file, write, vectors, count, offset, uncached, out error);
            }

            how = (write, uncached) switch
            {
                (false, false) => Transfer.Read,
                (true, false) => Transfer.Write,
                (false, true) => Transfer.UncachedRead,
                (true, true) => Transfer.UncachedWrite,
            };
            return moved >= 0 ? moved : throw VectorIo.Failure(_file, write, offset, error);
        }
        finally
        {
            pinned.Unpin(count);
        }
    }
}

using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// Reads and writes by offset, with the pipeline behind them: every operation is .NET's own (or one system call for
/// several buffers), and the pipeline is told which bytes it moved.
/// </summary>
/// <remarks>
/// A large buffer goes through in pieces of a window: else one call could fill the cache. Several threads may come at
/// once; they wait for each other only to note what they moved, and so, where a window is full, for the device.
/// </remarks>
internal sealed class PositionedCore : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Pipeline? _pipeline;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly PolicyTerms _policy;
    private readonly long _piece = int.MaxValue;
    private volatile bool _uncached;
    private readonly ResidencyMap? _preserved;
    private string? _obstacle;
    private int _completed;

    internal PositionedCore(SafeFileHandle file, PolicyTerms policy, int windowBytes)
    {
        _file = file;
        _policy = policy;
        if (Kernel.Status(file, out var status) == 0 && status.IsRegular)
        {
            _preserved = policy.PreserveCached ? ResidencyMapReader.Read(file, HintRange.WholeFile) : null;
            _pipeline = new Pipeline(policy, file, windowBytes, _preserved);
            _piece = _pipeline.WindowBytes;
            _uncached = policy is { Mode: DropBehindMode.Uncached, KeepTailBytes: 0 } && UncachedIo.MayBeSupported(file);
        }

        _obstacle = policy.Mode != DropBehindMode.Uncached || _uncached ? null
            : policy.KeepTailBytes > 0 ? DropBehindCore.TailIsKept
            : DropBehindCore.NotKnownThere;
    }

    internal bool IsUncached => _uncached;

    public void Dispose()
    {
        _pipeline?.Dispose();
        _gate.Dispose();
    }

    internal int Read(Span<byte> buffer, long offset)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer[done..(int)Math.Min(buffer.Length, done + _piece)];
            var uncached = GoesUncached(piece.Length, offset + done, write: false);
            var read = uncached ? ReadUncached(piece, offset + done, out uncached) : RandomAccess.Read(_file, piece, offset + done);
            Moved(offset + done, read, uncached ? Transfer.UncachedRead : Transfer.Read);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }
        }
    }

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer[done..(int)Math.Min(buffer.Length, done + _piece)];
            var from = offset + done;
            var uncached = GoesUncached(piece.Length, from, write: false);
            var read = uncached
                ? await Task.Run(() => ReadUncached(piece.Span, from, out uncached), cancellation).ConfigureAwait(false)
                : await RandomAccess.ReadAsync(_file, piece, from, cancellation).ConfigureAwait(false);
            await MovedAsync(from, read, uncached ? Transfer.UncachedRead : Transfer.Read, cancellation).ConfigureAwait(false);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }
        }
    }

    internal void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var piece = buffer[done..(int)Math.Min(buffer.Length, done + _piece)];
            var uncached = GoesUncached(piece.Length, offset + done, write: true) && WriteUncached(piece, offset + done);
            if (!uncached)
            {
                RandomAccess.Write(_file, piece, offset + done);
            }

            Moved(offset + done, piece.Length, uncached ? Transfer.UncachedWrite : Transfer.Write);
            done += piece.Length;
        }
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset, CancellationToken cancellation)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var piece = buffer[done..(int)Math.Min(buffer.Length, done + _piece)];
            var from = offset + done;
            var uncached = GoesUncached(piece.Length, from, write: true)
                && await Task.Run(() => WriteUncached(piece.Span, from), cancellation).ConfigureAwait(false);
            if (!uncached)
            {
                await RandomAccess.WriteAsync(_file, piece, from, cancellation).ConfigureAwait(false);
            }

            await MovedAsync(from, piece.Length, uncached ? Transfer.UncachedWrite : Transfer.Write, cancellation).ConfigureAwait(false);
            done += piece.Length;
        }
    }

    internal long Read(IReadOnlyList<Memory<byte>> buffers, long offset) =>
        _pipeline is null ? RandomAccess.Read(_file, buffers, offset) : MoveAll(new ReadBuffers(buffers), offset, write: false);

    internal async ValueTask<long> ReadAsync(IReadOnlyList<Memory<byte>> buffers, long offset, CancellationToken cancellation) =>
        _pipeline is null
            ? await RandomAccess.ReadAsync(_file, buffers, offset, cancellation).ConfigureAwait(false)
            : await MoveAllAsync(new ReadBuffers(buffers), offset, write: false, cancellation).ConfigureAwait(false);

    internal void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (_pipeline is null)
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
        if (_pipeline is null)
        {
            await RandomAccess.WriteAsync(_file, buffers, offset, cancellation).ConfigureAwait(false);
        }
        else
        {
            _ = await MoveAllAsync(new WriteBuffers(buffers), offset, write: true, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes back and drops what the windows have left. A second call does nothing.</summary>
    /// <exception cref="IOException">A write-back failed.</exception>
    internal void Complete()
    {
        if (IsDue())
        {
            try
            {
                _pipeline?.Settle();
            }
            finally
            {
                _pipeline?.Dispose();
            }

            FinalHint.Give(Request());
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async ValueTask CompleteAsync()
    {
        if (IsDue())
        {
            try
            {
                await (_pipeline?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
            }
            finally
            {
                _pipeline?.Dispose();
            }

            await FinalHint.GiveAsync(Request()).ConfigureAwait(false);
        }
    }

    /// <summary>Once, and where there is anything to drop: of a file through which nothing went, no page is ours.</summary>
    private bool IsDue()
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0 || _pipeline is { TotalBytes: 0 })
        {
            return false;
        }

        if (_pipeline is not null)
        {
            HintReport.TellMode(KindOf(), _pipeline.UncachedBytes, _pipeline.TotalBytes - _pipeline.UncachedBytes, _obstacle);
        }

        return true;
    }

    private HintRequest Request()
    {
        var policy = KindOf();
        var request = new HintRequest(policy, _file, entry: -1, _preserved is null ? null : new HintExtras(policy, _preserved));
        return _pipeline is null ? request : request.After(_pipeline.Moved);
    }

    /// <summary>A handle does not tell what it was opened for; what was done with it does.</summary>
    private PolicyTerms KindOf() =>
        _pipeline is { HasWritten: false } ? new PolicyTerms(PolicyKind.DropAfterFullRead, _policy.Method) { KeepTailBytes = _policy.KeepTailBytes } : _policy;

    private long MoveAll<TBuffers>(TBuffers buffers, long offset, bool write)
        where TBuffers : struct, IBuffers
    {
        var (total, at) = (BufferCursor.Length(buffers), default(BufferCursor));
        long done = 0;
        while (done < total)
        {
            var moved = MoveSome(buffers, at, offset + done, write, out var asked, out var how);
            Moved(offset + done, moved, how);
            done += moved;
            at.Advance(buffers, moved);
            if (moved < asked && !write)
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
            var (moved, asked, how) = await Task.Run(
                () =>
                {
                    var some = MoveSome(buffers, here, from, write, out var wanted, out var transfer);
                    return (some, wanted, transfer);
                },
                cancellation).ConfigureAwait(false);
            await MovedAsync(from, moved, how, cancellation).ConfigureAwait(false);
            done += moved;
            at.Advance(buffers, moved);
            if (moved < asked && !write)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>One system call for as many buffers as make a window, or as it takes.</summary>
    /// <exception cref="IOException">The kernel refused it.</exception>
    private unsafe long MoveSome<TBuffers>(TBuffers buffers, BufferCursor at, long offset, bool write, out long asked, out Transfer how)
        where TBuffers : struct, IBuffers
    {
        var vectors = stackalloc IoVector[PinnedBuffers.Capacity];
        var pinned = default(PinnedBuffers);
        var count = pinned.Pin(buffers, at, _piece, vectors, out asked);
        try
        {
            var uncached = GoesUncached(asked, offset, write);
            var moved = VectorIo.Move(_file, write, vectors, count, offset, uncached, out var error);
            if (moved < 0 && uncached && UncachedIo.MeansUnsupported(_file, error))
            {
                UseWindows(DropBehindCore.NotKnownThere);
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

    /// <summary>
    /// Small pieces go through the cache: uncached, each would be a write to the device. So do those that overwrite
    /// blocks in place, which stay cached all the same, and all that come after them.
    /// </summary>
    private bool GoesUncached(long bytes, long offset, bool write)
    {
        if (!_uncached || bytes < WindowSize.Minimum || _policy.KeepsPages)
        {
            return false;
        }

        if (write && offset + bytes <= RandomAccess.GetLength(_file))
        {
            UseWindows(DropBehindCore.OverwrittenInPlace);
        }

        return _uncached;
    }

    private int ReadUncached(Span<byte> piece, long offset, out bool uncached)
    {
        var read = UncachedIo.Read(_file, piece, offset);
        uncached = read >= 0;
        if (uncached)
        {
            return read;
        }

        UseWindows(DropBehindCore.NotKnownThere);
        return RandomAccess.Read(_file, piece, offset);
    }

    private bool WriteUncached(ReadOnlySpan<byte> piece, long offset)
    {
        if (UncachedIo.Write(_file, piece, offset))
        {
            return true;
        }

        UseWindows(DropBehindCore.NotKnownThere);
        return false;
    }

    private void UseWindows(string obstacle)
    {
        _uncached = false;
        _obstacle = obstacle;
    }

    private void Moved(long offset, long bytes, Transfer how)
    {
        if (_pipeline is null || bytes == 0)
        {
            return;
        }

        _gate.Wait();
        try
        {
            _pipeline.Move(offset, offset + bytes, how);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    private async ValueTask MovedAsync(long offset, long bytes, Transfer how, CancellationToken cancellation)
    {
        if (_pipeline is null || bytes == 0)
        {
            return;
        }

        // The bytes have been moved: they are taken note of, whatever is cancelled meanwhile.
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _pipeline.MoveAsync(offset, offset + bytes, how, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _gate.Release();
        }
    }
}

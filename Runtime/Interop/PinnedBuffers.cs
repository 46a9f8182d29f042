using System.Buffers;
using System.Runtime.CompilerServices;

namespace IoPolicy.Interop;

/// <summary>
/// The buffers of a vectored read or write. The two implementations are structures, so the JIT compiles the loops for each of them.
/// </summary>
internal interface IBuffers
{
    int Count { get; }

    ReadOnlyMemory<byte> this[int index] { get; }
}

internal readonly struct ReadBuffers(IReadOnlyList<Memory<byte>> buffers) : IBuffers
{
    public int Count => buffers.Count;

    public ReadOnlyMemory<byte> this[int index] => buffers[index];
}

internal readonly struct WriteBuffers(IReadOnlyList<ReadOnlyMemory<byte>> buffers) : IBuffers
{
    public int Count => buffers.Count;

    public ReadOnlyMemory<byte> this[int index] => buffers[index];
}

/// <summary>The position in the buffers of a vectored read or write.</summary>
internal struct BufferCursor
{
    internal int Index { get; private set; }

    internal int Offset { get; private set; }

    internal static long Length<TBuffers>(TBuffers buffers)
        where TBuffers : struct, IBuffers
    {
        long length = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            length += buffers[i].Length;
        }

        return length;
    }

    internal void Advance<TBuffers>(TBuffers buffers, long moved)
        where TBuffers : struct, IBuffers
    {
        while (moved > 0)
        {
            var left = buffers[Index].Length - Offset;
            if (moved < left)
            {
                Offset += (int)moved;
                return;
            }

            moved -= left;
            (Index, Offset) = (Index + 1, 0);
        }
    }
}

/// <summary>The pinned buffers of one system call. Allocates nothing.</summary>
[InlineArray(Capacity)]
internal struct PinnedBuffers
{
    /// <summary>
    /// The maximum number of buffers in one call. A longer list needs several calls. Linux allows 1,024 (<c>IOV_MAX</c>). 32 buffers need
    /// 1,280 bytes of the stack: 24 for each <see cref="MemoryHandle"/> and 16 for each <see cref="IoVector"/>. A step of 1 MiB then fits in
    /// one call if its buffers have 32 KiB or more.
    /// </summary>
    internal const int Capacity = 32;

    private MemoryHandle _first;

    /// <summary>Pins the next buffers from a cursor, up to a number of bytes, and describes them to the kernel.</summary>
    internal unsafe int Pin<TBuffers>(TBuffers buffers, BufferCursor at, long maxBytes, IoVector* vectors, out long bytes)
        where TBuffers : struct, IBuffers
    {
        var count = 0;
        bytes = 0;
        for (var (index, skip) = (at.Index, at.Offset); index < buffers.Count && count < Capacity && bytes < maxBytes; index++, skip = 0)
        {
            var buffer = buffers[index][skip..];
            buffer = buffer[..(int)Math.Min(buffer.Length, maxBytes - bytes)];
            if (!buffer.IsEmpty)
            {
                this[count] = buffer.Pin();
                vectors[count] = new IoVector { Base = (byte*)this[count].Pointer, Length = (nuint)buffer.Length };
                bytes += buffer.Length;
                count++;
            }
        }

        return count;
    }

    internal void Unpin(int count)
    {
        for (var i = 0; i < count; i++)
        {
            this[i].Dispose();
        }
    }
}

using IoPolicy.Measuring;

namespace IoPolicy.DropBehind;

/// <summary>A range of bytes that was read or written. The default is empty.</summary>
internal readonly record struct Window(long Start, long End, bool IsDirty)
{
    internal bool IsEmpty => End <= Start;

    internal ByteRange Range => ByteRange.From(Start, End - Start);

    internal Window With(long start, long end, bool written) =>
        IsEmpty ? new Window(start, end, written) : new Window(Math.Min(Start, start), Math.Max(End, end), IsDirty || written);
}

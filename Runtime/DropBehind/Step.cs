using IoPolicy.Measuring;

namespace IoPolicy.DropBehind;

/// <summary>A range of bytes that was read or written. The default is empty.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="Bytes">The bytes that moved. They are fewer than the range has after a jump, and more if some moved twice.</param>
/// <param name="IsDirty">Whether a drop needs a write-back first.</param>
/// <param name="HasJumped">Whether the bytes moved in another order than from start to end.</param>
internal readonly record struct Step(long Start, long End, long Bytes, bool IsDirty, bool HasJumped)
{
    internal bool IsEmpty => End <= Start;

    internal ByteRange Range => ByteRange.From(Start, End - Start);

    internal Step With(long from, long to, bool written) => IsEmpty
        ? new Step(from, to, to - from, written, HasJumped: false)
        : new Step(Math.Min(Start, from), Math.Max(End, to), Bytes + (to - from), IsDirty || written, HasJumped || from != End);

    /// <summary>The part of a step without jumps.</summary>
    internal Step Between(long start, long end) => end <= start ? default : new Step(start, end, end - start, IsDirty, HasJumped: false);
}

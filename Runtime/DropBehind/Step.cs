using IoPolicy.Measuring;

namespace IoPolicy.DropBehind;

/// <summary>A range of bytes that was read or written. The default is empty.</summary>
/// <param name="Start">The offset of the first byte.</param>
/// <param name="End">The offset after the last byte.</param>
/// <param name="Bytes">The number of bytes that moved. If the position jumped, it can be smaller than the range. If bytes moved twice, it can be larger.</param>
/// <param name="IsDirty">Whether a write-back must come before the drop.</param>
/// <param name="HasJumped">Whether the bytes moved in another order than from the start of the range to its end.</param>
internal readonly record struct Step(long Start, long End, long Bytes, bool IsDirty, bool HasJumped)
{
    internal bool IsEmpty => End <= Start;

    internal ByteRange Range => ByteRange.From(Start, End - Start);

    /// <summary>Adds bytes to the range.</summary>
    internal Step With(long from, long to, bool written) => IsEmpty
        ? new Step(from, to, to - from, written, HasJumped: false)
        : new Step(Math.Min(Start, from), Math.Max(End, to), Bytes + (to - from), IsDirty || written, HasJumped || from != End);

    /// <summary>Gets a part of a step that has no jump.</summary>
    internal Step Between(long start, long end) => end <= start ? default : new Step(start, end, end - start, IsDirty, HasJumped: false);
}

using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The upper bound of the bytes that a call moves, and the reason for the bound as text.</summary>
internal readonly record struct MovedBytes(Amount Amount, string? Why)
{
    /// <summary>A bound of this number or more is the limit of a type, and not a limit that the code has chosen.</summary>
    internal const long Unbounded = 1L << 30;

    internal static MovedBytes None => default;

    /// <summary>Whether the amount counts characters.</summary>
    internal bool IsText { get; init; }

    /// <summary>Whether the bytes are those from the position to the end of the file.</summary>
    internal bool IsToEnd { get; init; }

    /// <inheritdoc cref="Step.CountedTotal"/>
    internal long? CountedTotal { get; init; }

    internal Step ToStep(SyntaxNode place) => new(place, Amount, Why) { CountedTotal = CountedTotal };

    /// <summary>Returns the bytes that a call of a member moves.</summary>
    internal static MovedBytes From(Size size, ISymbol member, CallArguments arguments, Term contents)
    {
        switch (size.Rule)
        {
            case SizeRule.Nothing: return None;
            case SizeRule.Bytes: return new(Amount.Constant(size.Bytes), null);
            case SizeRule.ToEnd: return new(Amount.Whole, "to the end of the file") { IsToEnd = true };
            case SizeRule.FileSays: return new(Amount.Whole, "as many bytes as the file itself says");
            case SizeRule.WholeSource: return new(Amount.Whole, "all bytes of the source");
            case SizeRule.Unknown: return new(Amount.Unknown, "no bound is documented");
            case SizeRule.Characters when size.Argument is null: return new(Amount.Constant(size.Bytes), null) { IsText = true };
        }

        var argument = size.Argument is { } name ? arguments.Named(member, name) : null;
        var requested = argument switch
        {
            NumberValue number => number,
            BufferValue { Content: { Bytes: { } bytes } content } when size.Rule == SizeRule.BufferList && content.IsCurrent(contents) => new NumberValue(bytes, Origin.Constant),
            SequenceValue { Content: { Bytes: { } bytes } content } when size.Rule == SizeRule.BufferList && content.IsCurrent(contents) => new NumberValue(bytes, Origin.Constant),
            BufferValue buffer when size.Rule != SizeRule.BufferList => buffer.Count,
            _ => new NumberValue(Interval.Length, argument?.Origin ?? Origin.External),
        };
        var range = size.Buffer is { } beside && arguments.Named(member, beside) is BufferValue { Length: var room } ? Interval.Min(requested.Range, room) : requested.Range;
        return range.High < Unbounded ? new(Amount.Constant(Math.Max(0, range.High)), null) { IsText = size.Rule == SizeRule.Characters }
            : requested.Origin.DependsOnFilesOnly ? new(Amount.Whole, "as many bytes as the file itself says")
            : requested.Origin.IsExternal ? new(Amount.Requested, "as many bytes as requested")
            : new(Amount.Unknown, "a number of bytes that has no bound");
    }

    /// <summary>Returns the bytes that an operation moves in the file, if it moves these bytes in a wrapper over the file.</summary>
    internal MovedBytes Through(StreamWrapper wrapper, bool isPositionUnknown)
    {
        if (Amount == Amount.None)
        {
            return this;
        }

        if (Amount.Kind == AmountKind.Whole && isPositionUnknown)
        {
            return new(Amount.Unknown, "to the end, from a position that is not known") { IsToEnd = IsToEnd };
        }

        if (IsText)
        {
            return wrapper is { HasKnownEncoding: true, IsOpaque: false } && Amount.IsConstant
                ? new(Amount.Constant((Amount.Bytes * 4) + wrapper.ReadAhead), Why)
                : new(Amount.Unknown, "as many bytes as the encoding takes");
        }

        return Amount.Kind is AmountKind.Whole or AmountKind.Unknown ? this
            : Amount.Kind == AmountKind.Requested && (wrapper.IsUnknown || !wrapper.IsOpaque) ? this
            : wrapper.IsOpaque ? new(Amount.Unknown, "through an object that reads ahead or decodes")
            : new(Amount.Constant(Amount.Bytes + wrapper.ReadAhead), wrapper.ReadAhead > 0 ? "with a buffer that reads ahead" : Why) { CountedTotal = CountedTotal };
    }
}

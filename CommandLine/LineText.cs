using System.Globalization;
using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>Builds a line of a table in a reused buffer. A string for each cell would take most of the time. Not thread-safe.</summary>
internal sealed class LineText
{
    /// <summary>The maximum number of characters of a number or a time.</summary>
    private const int NumberLength = 32;

    private char[] _buffer = new char[256];

    internal int Length { get; private set; }

    internal ReadOnlySpan<char> Text => _buffer.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Append(char value) => Append(new ReadOnlySpan<char>(in value));

    internal void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Free(text.Length));
        Length += text.Length;
    }

    internal void AppendAscii(ReadOnlySpan<byte> text) => Length += Encoding.ASCII.GetChars(text, Free(text.Length));

    /// <summary>Appends a number or a time, of at most 32 characters.</summary>
    internal void Append<T>(T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        _ = value.TryFormat(Free(NumberLength), out var length, format, CultureInfo.InvariantCulture);
        Length += length;
    }

    /// <summary>Pads the text after a position to a width.</summary>
    internal void Pad(int start, int width, bool toRight)
    {
        var length = Length - start;
        var padding = width - length;
        if (padding <= 0)
        {
            return;
        }

        _ = Free(padding);
        var cell = _buffer.AsSpan(start, width);
        if (toRight)
        {
            cell[..length].CopyTo(cell[padding..]);
        }

        (toRight ? cell[..padding] : cell[length..]).Fill(' ');
        Length += padding;
    }

    internal void TrimEnd() => Length = Text.TrimEnd(' ').Length;

    private Span<char> Free(int length)
    {
        if (_buffer.Length - Length < length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + length));
        }

        return _buffer.AsSpan(Length);
    }
}

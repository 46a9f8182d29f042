using System.Runtime.CompilerServices;

namespace IoPolicy.CommandLine;

/// <summary>Appends the cell of a row.</summary>
internal delegate void CellText<T>(in T row, LineText line);

/// <summary>
/// Formats the lines of a table one at a time, so a table may have any number of lines. A cell that is wider than its
/// column moves the following cells. Not thread-safe.
/// </summary>
internal sealed class TextTable<T>(params TextColumn<T>[] columns)
{
    private readonly LineText _line = new();

    internal string Head
    {
        get
        {
            _line.Clear();
            foreach (var column in columns)
            {
                _line.Append("  ");
                var start = _line.Length;
                _line.Append(column.Title);
                _line.Pad(start, column.Width, column.IsNumber);
            }

            _line.TrimEnd();
            return _line.Text.ToString();
        }
    }

    internal string Line(T row) => Span(row).ToString();

    /// <summary>Formats a row without creating a string. The text is valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ReadOnlySpan<char> Span(in T row)
    {
        _line.Clear();
        foreach (var column in columns)
        {
            _line.Append("  ");
            var start = _line.Length;
            column.Cell(row, _line);
            _line.Pad(start, column.Width, column.IsNumber);
        }

        _line.TrimEnd();
        return _line.Text;
    }
}

/// <summary>A column. Numbers are aligned to the right.</summary>
internal sealed record TextColumn<T>(string Title, int Width, CellText<T> Cell, bool IsNumber = false)
{
    internal TextColumn(string title, int width, Func<T, string> cell, bool isNumber = false)
        : this(title, width, (in T row, LineText line) => line.Append(cell(row)), isNumber)
    {
    }
}

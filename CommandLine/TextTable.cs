using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>
/// Formats the lines of a table one at a time, so a table may have any number of lines. A cell that is wider than its
/// column moves the following cells.
/// </summary>
internal sealed class TextTable<T>(params TextColumn<T>[] columns)
{
    private readonly StringBuilder _line = new();

    internal string Head => Line(column => column.Title);

    internal string Line(T row) => Line(column => column.Cell(row));

    private string Line(Func<TextColumn<T>, string> cell)
    {
        _line.Clear();
        foreach (var column in columns)
        {
            var text = cell(column);
            var padding = Math.Max(0, column.Width - text.Length);
            _line.Append("  ").Append(' ', column.IsNumber ? padding : 0).Append(text).Append(' ', column.IsNumber ? 0 : padding);
        }

        return _line.ToString().TrimEnd();
    }
}

/// <summary>A column. Numbers are aligned to the right.</summary>
internal sealed record TextColumn<T>(string Title, int Width, Func<T, string> Cell, bool IsNumber = false);

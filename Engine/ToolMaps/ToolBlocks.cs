namespace KvCache;

/// <summary>Finds the tool-call blocks of a text, in order. The text ends at its first NUL, as in ds4.</summary>
internal ref struct ToolBlocks
{
    private const int None = -1;
    private const int NotSearched = -2;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private int _from;

    internal ToolBlocks(ReadOnlySpan<byte> text)
    {
        var nul = text.IndexOf((byte)0);
        _text = nul < 0 ? text : text[..nul];
        _starts = new int[Forms];
        _ends = new int[Forms];
        _starts.AsSpan().Fill(NotSearched);
    }

    private const int Forms = 6;

    /// <summary>
    /// Finds the next block, with the two newlines before it. A <em>form</em> is a pair of an opening and a closing tag, with or without
    /// these newlines. The earliest block with both tags wins. If two forms begin at the same position, the form with the lower number wins.
    /// </summary>
    internal bool TryNext(out Range block)
    {
        var best = None;
        for (var form = 0; form < Forms; form++)
        {
            Search(form);
            if (_starts[form] != None && (best == None || _starts[form] < _starts[best]))
            {
                best = form;
            }
        }

        block = best == None ? default : _starts[best].._ends[best];
        _from = best == None ? _from : _ends[best];
        return best != None;
    }

    /// <summary>
    /// Finds the next block of a form. Its position stays known until the search has passed it, so the text is searched once per form, and
    /// not once per block.
    /// </summary>
    private readonly void Search(int form)
    {
        if (_starts[form] == None || _starts[form] >= _from)
        {
            return;
        }

        var open = Opening(form);
        var close = Closing(form);
        var start = _text[_from..].IndexOf(open);
        var end = start < 0 ? -1 : _text[(_from + start)..].IndexOf(close);
        _starts[form] = end < 0 ? None : _from + start;
        _ends[form] = end < 0 ? None : _from + start + end + close.Length;
    }

    private static ReadOnlySpan<byte> Opening(int form) => form switch
    {
        0 => "\n\n<｜DSML｜tool_calls>"u8,
        1 => "<｜DSML｜tool_calls>"u8,
        2 => "\n\n<DSML｜tool_calls>"u8,
        3 => "<DSML｜tool_calls>"u8,
        4 => "\n\n<tool_calls>"u8,
        _ => "<tool_calls>"u8,
    };

    private static ReadOnlySpan<byte> Closing(int form) => form switch
    {
        0 or 1 => "</｜DSML｜tool_calls>"u8,
        2 or 3 => "</DSML｜tool_calls>"u8,
        _ => "</tool_calls>"u8,
    };
}

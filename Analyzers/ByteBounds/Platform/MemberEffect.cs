using IoPolicy.Analyzers.Symbols;

namespace IoPolicy.Analyzers.ByteBounds.Platform;

/// <summary>How a member's size is found.</summary>
internal enum SizeRule
{
    Nothing,

    /// <summary>A fixed number of bytes.</summary>
    Bytes,

    /// <summary>As many as an argument says, and no more than the buffer beside it holds.</summary>
    Count,

    /// <summary>As many as the buffer holds.</summary>
    Buffer,

    /// <summary>As many as the buffers in a list hold together.</summary>
    BufferList,

    /// <summary>As many characters as an argument says, four bytes each where the encoding is .NET's own.</summary>
    Characters,

    /// <summary>To the end of the file.</summary>
    ToEnd,

    /// <summary>As many as the file's own bytes say.</summary>
    FileSays,

    /// <summary>All that another stream or the caller holds.</summary>
    WholeSource,

    /// <summary>No bound is documented.</summary>
    Unknown,
}

/// <summary>How much, and which argument says so.</summary>
internal readonly record struct Size(SizeRule Rule, long Bytes = 0, string? Argument = null, string? Buffer = null);

/// <summary>What the member gives back.</summary>
internal enum ResultRule
{
    /// <summary>Nothing that matters.</summary>
    Other,

    /// <summary>The number of bytes moved.</summary>
    Count,

    /// <summary>An array of the bytes moved.</summary>
    Bytes,

    /// <summary>The one byte that was read, or -1 at the end.</summary>
    ByteOrEnd,

    /// <summary>Something made of the file's contents.</summary>
    Contents,

    /// <summary>The file's length or position.</summary>
    Position,

    /// <summary>The same file in another form.</summary>
    SameFile,

    /// <summary>An object through which the file is read or written.</summary>
    Wrapper,

    /// <summary>A file that this call opens.</summary>
    Opened,
}

/// <summary>Whether the member moves the position.</summary>
internal enum SeekRule
{
    None,

    /// <summary>To a place that an argument, or the assigned value, says.</summary>
    Seek,

    /// <summary>The member has the offset as an argument.</summary>
    Positional,
}

/// <summary>What one member of the platform does to a file.</summary>
internal sealed record MemberEffect(string Member, string Meaning)
{
    internal Size Read { get; init; }

    internal Size Written { get; init; }

    internal ResultRule Result { get; init; }

    /// <summary>How much the resulting wrapper reads of the file.</summary>
    internal StreamAccess Access { get; init; }

    internal SeekRule Seek { get; init; }

    /// <summary>The parameter that is the file; null: the receiver.</summary>
    internal string? File { get; init; }

    /// <summary>The parameter that receives what is read, as in CopyTo.</summary>
    internal string? Into { get; init; }

    /// <summary>The member keeps or passes on the file in a way that cannot be followed.</summary>
    internal bool Escapes { get; init; }
}

using IoPolicy.Analyzers.Symbols;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>How to compute the number of bytes that a member moves.</summary>
internal enum SizeRule
{
    Nothing,

    /// <summary>At most a fixed number of bytes.</summary>
    Bytes,

    /// <summary>As many as one argument states, and at most the length of the buffer in another argument.</summary>
    Count,

    /// <summary>The length of the buffer.</summary>
    Buffer,

    /// <summary>The total length of the buffers in a list.</summary>
    BufferList,

    /// <summary>As many characters as an argument states, at four bytes each if the encoding is known to need no more.</summary>
    Characters,

    /// <summary>To the end of the file.</summary>
    ToEnd,

    /// <summary>As many as the file's own content states.</summary>
    FileSays,

    /// <summary>All bytes of another stream, or of the caller's data.</summary>
    WholeSource,

    /// <summary>No bound is documented.</summary>
    Unknown,
}

/// <summary>The number of bytes that a member moves, as a rule and the argument that the rule uses.</summary>
internal readonly record struct Size(SizeRule Rule, long Bytes = 0, string? Argument = null, string? Buffer = null);

/// <summary>The result of the member.</summary>
internal enum ResultRule
{
    /// <summary>A result that the analysis does not need.</summary>
    Other,

    /// <summary>The number of bytes moved.</summary>
    Count,

    /// <summary>An array of the bytes moved.</summary>
    Bytes,

    /// <summary>The one byte that was read, or -1 at the end.</summary>
    ByteOrEnd,

    /// <summary>An object made from the file's content.</summary>
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

/// <summary>How the member uses the position of the file.</summary>
internal enum SeekRule
{
    None,

    /// <summary>To a position that an argument or the assigned value states.</summary>
    Seek,

    /// <summary>The member gets the offset as an argument, and does not use the position.</summary>
    Positional,
}

/// <summary>The effect of one .NET member on a file.</summary>
/// <param name="Member">The signature, as <see cref="DotNetMembers.NameOf"/> writes it.</param>
/// <param name="Meaning">The documented effect in words, for readers of the table.</param>
internal sealed record MemberEffect(string Member, string Meaning)
{
    internal Size Read { get; init; }

    internal Size Written { get; init; }

    internal ResultRule Result { get; init; }

    /// <summary>How many bytes the resulting wrapper reads from the file.</summary>
    internal StreamAccess Access { get; init; }

    internal SeekRule Seek { get; init; }

    /// <summary>The parameter that is the file; null for the receiver.</summary>
    internal string? File { get; init; }

    /// <summary>The parameter that receives the bytes, as in CopyTo.</summary>
    internal string? Into { get; init; }

    /// <summary>Whether the member keeps or passes on the file in a way that the analysis cannot follow.</summary>
    internal bool Escapes { get; init; }
}

using System.Text;

namespace KvCache;

/// <summary>
/// A tool call's id, and the exact block of text in which the model made it. Both are bytes, and need not be valid UTF-8.
/// Immutable, unless the caller changes the bytes.
/// </summary>
/// <param name="Id">The id: 1 to 256 bytes in a file.</param>
/// <param name="Block">The block, with the newlines before it.</param>
public sealed record ToolMapEntry(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Block)
{
    /// <summary>The id as text for display.</summary>
    public string IdText => Encoding.UTF8.GetString(Id.Span);

    /// <summary>The block as text for display.</summary>
    public string BlockText => Encoding.UTF8.GetString(Block.Span);

    /// <inheritdoc/>
    public bool Equals(ToolMapEntry? other) =>
        other is not null && Id.Span.SequenceEqual(other.Id.Span) && Block.Span.SequenceEqual(other.Block.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Id.Span);
        hash.AddBytes(Block.Span);
        return hash.ToHashCode();
    }
}

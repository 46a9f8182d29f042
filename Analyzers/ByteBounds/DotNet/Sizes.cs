using static IoPolicy.Analyzers.ByteBounds.DotNet.SizeRule;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>Creates the sizes for the rows of the tables.</summary>
internal static class Sizes
{
    internal static Size AtMost(long bytes) => new(SizeRule.Bytes, bytes);

    internal static Size Bytes(string count, string? buffer = null) => new(Count, Argument: count, Buffer: buffer);

    internal static Size FillAll(string buffers) => new(BufferList, Argument: buffers);

    internal static Size Fill(string buffer) => new(SizeRule.Buffer, Argument: buffer);

    internal static Size Chars(long count) => new(Characters, count);

    internal static Size Chars(string count) => new(Characters, Argument: count);

    internal static Size Size(SizeRule rule) => new(rule);
}

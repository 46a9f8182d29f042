using IoPolicy.CommandLine;

namespace Kv.Tests;

/// <summary>The text filter, and the writer through which all text for people passes.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("\u0000", Label = "NUL")]
    [InlineData("\u001b", Label = "escape")]
    [InlineData("\n", Label = "line feed")]
    [InlineData("\r", Label = "carriage return")]
    [InlineData("\t", Label = "tab")]
    [InlineData("\u007f", Label = "delete")]
    [InlineData("\u009b", Label = "control sequence introducer")]
    [InlineData("\u00ad", Label = "soft hyphen")]
    [InlineData("\u061c", Label = "Arabic letter mark")]
    [InlineData("\u200b", Label = "zero-width space")]
    [InlineData("\u200e", Label = "left-to-right mark")]
    [InlineData("\u2028", Label = "line separator")]
    [InlineData("\u2029", Label = "paragraph separator")]
    [InlineData("\u202a", Label = "left-to-right embedding")]
    [InlineData("\u202e", Label = "right-to-left override")]
    [InlineData("\u2066", Label = "left-to-right isolate")]
    [InlineData("\u2069", Label = "pop directional isolate")]
    [InlineData("\ufeff", Label = "byte order mark")]
    [InlineData("\U000E0041", Label = "tag letter A")]
    public void A_control_or_format_character_is_replaced(string character) =>
        Assert.Equal("one\uFFFDtwo", PlainText.From($"one{character}two"));

    [Theory]
    [InlineData("plain", Label = "ASCII")]
    [InlineData("naïve Größe 漢字 עברית العربية", Label = "letters of several scripts")]
    [InlineData("\U0001F600 e\u0301", Label = "a surrogate pair and a combining accent")]
    [InlineData("", Label = "no text")]
    public void Other_text_is_unchanged(string text) => Assert.Equal(text, PlainText.From(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_replaced() => Assert.Equal("one\uFFFDtwo", PlainText.From("one\uD800two"));

    [Fact]
    public void Text_that_is_plain_is_not_copied()
    {
        const string Text = "plain";
        Assert.Same(Text, PlainText.From(Text));
        Assert.True(PlainText.From(Text.AsSpan()).Overlaps(Text));
    }

    [Fact]
    public void Each_character_is_replaced_separately() =>
        Assert.Equal("a\uFFFDb\uFFFD\uFFFDc\uFFFD", PlainText.From("a\u001bb\u202E\nc\U000E0041".AsSpan()).ToString());

    [Theory]
    [InlineData(0, Label = "flushed after each call")]
    [InlineData(64, Label = "buffered")]
    public void A_writer_filters_what_is_written_and_ends_lines_itself(int bufferBytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new PlainTextWriter(stream, bufferBytes))
        {
            writer.Write('a');
            writer.Write('\u001b');
            writer.Write("b\n");
            writer.Write((string?)null);
            writer.Write(['x', 'c', '\r', 'x'], 1, 2);
            writer.WriteLine("d\u2028".AsSpan());
            writer.WriteLine();
            writer.WriteLine("e\u0007");
            writer.WriteLine((string?)null);
            Assert.Equal("utf-8", writer.Encoding.WebName);
        }

        Assert.Equal("a\uFFFDb\uFFFDc\uFFFDd\uFFFD\n\ne\uFFFD\n\n", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_writer_without_a_buffer_writes_each_call_at_once()
    {
        using var stream = new MemoryStream();
        using var writer = new PlainTextWriter(stream);
        writer.Write("a");
        Assert.Equal(1, stream.Length);
        writer.WriteLine("b");
        Assert.Equal(3, stream.Length);
    }

    [Fact]
    public void A_writer_with_a_buffer_gathers_text_until_it_is_flushed()
    {
        using var stream = new MemoryStream();
        using var writer = new PlainTextWriter(stream, bufferBytes: 1 << 16);
        for (var i = 0; i < 10_000; i++)
        {
            writer.Write("text");
        }

        Assert.Equal(0, stream.Length);
        writer.Flush();
        Assert.Equal(40_000, stream.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failed_write_is_ignored_or_thrown(bool ignoresFailure)
    {
        foreach (var failure in (Exception[])[new IOException("full"), new OperationCanceledException()])
        {
            AssertFails(failure, writer => writer.Write("a"));
            AssertFails(failure, writer => writer.WriteLine());
            AssertFails(failure, writer => writer.Dispose(), bufferBytes: 1 << 16);
            AssertFails(failure, writer => writer.Flush(), bufferBytes: 1 << 16);
        }

        var bug = Record.Exception(() => new PlainTextWriter(new FailingStream(new NotSupportedException()), 0, ignoresFailure).Write("a"));
        Assert.IsType<NotSupportedException>(bug);

        void AssertFails(Exception failure, Action<PlainTextWriter> write, int bufferBytes = 0)
        {
            var writer = new PlainTextWriter(new FailingStream(failure), bufferBytes, ignoresFailure);
            if (bufferBytes > 0)
            {
                writer.Write("gathered");
            }

            Assert.Same(ignoresFailure ? null : failure, Record.Exception(() => write(writer)));
        }
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw failure;

        public override void Write(ReadOnlySpan<byte> buffer) => throw failure;
    }
}

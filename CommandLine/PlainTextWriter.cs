using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>
/// Writes text for people to a standard stream. All text passes through <see cref="PlainText"/>, so only
/// <see cref="WriteLine()"/> and its overloads end a line. Not thread-safe; <see cref="Console.SetOut"/> adds a lock.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="bufferBytes">The size of the buffer; 0 flushes after each call.</param>
/// <param name="ignoresFailure">Whether to ignore failed writes. Standard error does, because no other stream could report them.</param>
internal sealed class PlainTextWriter(Stream stream, int bufferBytes = 0, bool ignoresFailure = false) : TextWriter
{
    private const int SmallestBuffer = 1 << 10;

    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Math.Max(SmallestBuffer, bufferBytes));

    public override Encoding Encoding => _writer.Encoding;

    public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer, endsLine: false);

    public override void WriteLine() => Write([], endsLine: true);

    public override void WriteLine(string? value) => Write(value.AsSpan(), endsLine: true);

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(buffer, endsLine: true);

    public override void Flush() => Try(_writer.Flush);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Try(_writer.Dispose);
        }

        base.Dispose(disposing);
    }

    private void Write(ReadOnlySpan<char> text, bool endsLine)
    {
        try
        {
            _writer.Write(PlainText.From(text));
            if (endsLine)
            {
                _writer.Write('\n');
            }

            if (bufferBytes == 0)
            {
                _writer.Flush();
            }
        }
        catch (Exception failure) when (IsIgnored(failure))
        {
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (IsIgnored(failure))
        {
        }
    }

    private bool IsIgnored(Exception failure) => ignoresFailure && failure is IOException or OperationCanceledException;
}

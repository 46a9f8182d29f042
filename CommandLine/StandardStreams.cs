using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>The program's standard streams, from which all of its output leaves.</summary>
internal static class StandardStreams
{
    /// <summary>Lines of a long listing are gathered, as a system call for each would take most of the time.</summary>
    private const int ListingBytes = 64 << 10;

    private static CancellationToken _cancellation;

    /// <summary>Makes <see cref="Console.Out"/> and <see cref="Console.Error"/> write plain text, and end a wait with the cancellation.</summary>
    internal static void Install(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Console.SetOut(new PlainTextWriter(StandardStream.OpenOutput(cancellation)));
        Console.SetError(new PlainTextWriter(StandardStream.OpenError(cancellation), ignoresFailure: true));
    }

    /// <summary>Standard input as bytes.</summary>
    internal static Stream OpenInput() => StandardStream.OpenInput(_cancellation);

    /// <summary>Standard output as bytes, for what a program reads: if its reader goes away before the end, that is a failure.</summary>
    /// <param name="product">What it is, for the message: "the archive".</param>
    internal static Stream OpenOutput(string product) => StandardStream.OpenOutput(_cancellation, product);

    /// <summary>
    /// Standard output as text of the program's own: help, with its line breaks, or a terminal's control codes. No text of
    /// others may go there.
    /// </summary>
    internal static TextWriter OpenOwnText() => OpenOwnText(StandardStream.OpenOutput(_cancellation));

    /// <summary>As <see cref="OpenOwnText()"/>, standard error.</summary>
    internal static TextWriter OpenOwnErrorText() => OpenOwnText(StandardStream.OpenError(_cancellation));

    /// <summary>Standard output as text, for many lines.</summary>
    internal static TextWriter OpenLines() => new PlainTextWriter(StandardStream.OpenOutput(_cancellation), ListingBytes);

    private static StreamWriter OpenOwnText(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}

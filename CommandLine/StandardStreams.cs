using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>The program's standard streams. All output of the program passes through them.</summary>
internal static class StandardStreams
{
    /// <summary>The buffer of a long listing. A system call for each line would take most of the time.</summary>
    private const int ListingBytes = 64 << 10;

    private static CancellationToken _cancellation;

    /// <summary>Replaces <see cref="Console.Out"/> and <see cref="Console.Error"/> with writers of plain text. The cancellation ends their waits.</summary>
    internal static void Install(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Console.SetOut(new PlainTextWriter(StandardStream.OpenOutput(cancellation)));
        Console.SetError(new PlainTextWriter(StandardStream.OpenError(cancellation), ignoresFailure: true));
    }

    /// <summary>Opens standard input as bytes.</summary>
    internal static Stream OpenInput() => StandardStream.OpenInput(_cancellation);

    /// <summary>Opens standard output as bytes for another program. If the reader closes the pipe before the end, the command fails.</summary>
    /// <param name="product">The name of the output for the message: "the archive".</param>
    internal static Stream OpenOutput(string product) => StandardStream.OpenOutput(_cancellation, product);

    /// <summary>
    /// Opens standard output for the program's own text, which may contain line breaks and control codes. Never write file
    /// names or stored texts there.
    /// </summary>
    internal static TextWriter OpenOwnText() => OpenOwnText(StandardStream.OpenOutput(_cancellation));

    /// <summary>Does the same as <see cref="OpenOwnText()"/> for standard error.</summary>
    internal static TextWriter OpenOwnErrorText() => OpenOwnText(StandardStream.OpenError(_cancellation));

    /// <summary>Opens standard output as buffered text for many lines.</summary>
    internal static TextWriter OpenLines() => new PlainTextWriter(StandardStream.OpenOutput(_cancellation), ListingBytes);

    private static StreamWriter OpenOwnText(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}

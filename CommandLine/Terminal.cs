using System.Text;
using Spectre.Console;

namespace IoPolicy.CommandLine;

/// <summary>Spectre's consoles: colours and bars on a terminal, plain text in a pipe, no colour under <c>NO_COLOR</c>.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that a table in a pipe is never folded: programs read it by lines.</summary>
    private const int PipeColumns = 400;

    /// <summary>Whether standard output is a terminal that can draw.</summary>
    internal static bool IsInteractive => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    internal static IAnsiConsole Output { get; } = Create(StandardStreams.OpenOwnText(), Console.IsOutputRedirected);

    /// <summary>For what is shown while work goes on; never mixed into the output.</summary>
    internal static IAnsiConsole Error { get; } = Create(StandardStreams.OpenOwnErrorText(), Console.IsErrorRedirected);

    private static bool NoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new Device(writer, !redirected),
        });
        console.Pipeline.Attach(new PlainTextHook());
        return console;
    }

    /// <summary>Spectre's own class takes only the writers of <see cref="Console"/> for a terminal.</summary>
    private sealed class Device(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        // A terminal that does not know its size says 0.
        public int Width => !isTerminal ? PipeColumns : Console.BufferWidth is > 0 and var width ? width : 80;

        public int Height => isTerminal && Console.WindowHeight is > 0 and var height ? height : 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}

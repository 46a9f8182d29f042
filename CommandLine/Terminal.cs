using System.Text;
using Spectre.Console;

namespace IoPolicy.CommandLine;

/// <summary>Spectre's consoles. A terminal gets colours and bars, a pipe gets plain text, and <c>NO_COLOR</c> disables colours.</summary>
internal static class Terminal
{
    /// <summary>The width of a pipe. Tables must not wrap there, because programs read them line by line.</summary>
    private const int PipeColumns = 400;

    /// <summary>Whether standard output is a terminal that can draw.</summary>
    internal static bool IsInteractive => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    internal static IAnsiConsole Output { get; } = Create(StandardStreams.OpenOwnText(), Console.IsOutputRedirected);

    /// <summary>The console for progress bars. It writes to standard error, so the output contains no bars.</summary>
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

    /// <summary>Replaces Spectre's class, which detects a terminal only for the writers of <see cref="Console"/>.</summary>
    private sealed class Device(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        // A terminal of unknown size reports 0.
        public int Width => !isTerminal ? PipeColumns : Console.BufferWidth is > 0 and var width ? width : 80;

        public int Height => isTerminal && Console.WindowHeight is > 0 and var height ? height : 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}

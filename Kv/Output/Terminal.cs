using Spectre.Console;

namespace Kv.Output;

/// <summary>Where people read: colours and bars on a terminal, plain text in a pipe, no colour under <c>NO_COLOR</c>.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that a table in a pipe is never folded: what reads it works by lines.</summary>
    private const int PipeColumns = 400;

    /// <summary>Whether standard output is a terminal that can draw.</summary>
    internal static bool IsInteractive => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    internal static IAnsiConsole Output { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>For what is shown while work goes on; never mixed into the output.</summary>
    internal static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    private static bool NoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
        {
            console.Profile.Width = PipeColumns;
        }

        return console;
    }
}

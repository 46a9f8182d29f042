namespace IoPolicy.CommandLine;

/// <summary>A failure whose message is a sentence for the user.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The exit code of the program.</summary>
    public int ExitCode { get; private init; } = CommandLine.ExitCode.Failure;

    /// <summary>Creates the failure for a wrong command line. The command has done nothing.</summary>
    internal static CommandException Usage(string message) => new(message) { ExitCode = CommandLine.ExitCode.Usage };
}

/// <summary>The reader closed the pipe of standard output (EPIPE), as in <c>kv ls | head</c>. A listing ends without a failure.</summary>
internal sealed class ClosedOutputException() : IOException("standard output: the reader closed the pipe");

/// <summary>The user interrupted a command. The message states what the command has done.</summary>
/// <param name="consequence">What the command has done, as a part of a sentence.</param>
/// <param name="cancellation">The cancelled token.</param>
internal sealed class InterruptedException(string consequence, CancellationToken cancellation) : OperationCanceledException(consequence, cancellation);

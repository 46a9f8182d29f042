namespace IoPolicy.CommandLine;

/// <summary>A failure that one sentence explains to the user: which file, at which offset, what was expected.</summary>
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

    /// <summary>What <c>kv</c> ends with.</summary>
    public int ExitCode { get; private init; } = CommandLine.ExitCode.Failure;

    /// <summary>The command line asks for what makes no sense; nothing was done.</summary>
    internal static CommandException Usage(string message) => new(message) { ExitCode = CommandLine.ExitCode.Usage };
}

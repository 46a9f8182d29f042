namespace Kv.Output;

/// <summary>A failure that one sentence explains to the user: which file, at which offset, what was expected.</summary>
internal sealed class KvException : Exception
{
    public KvException(string message)
        : base(message)
    {
    }

    public KvException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>What <c>kv</c> ends with.</summary>
    public int ExitCode { get; private init; } = Output.ExitCode.Failure;

    /// <summary>The command line asks for what makes no sense; nothing was done.</summary>
    internal static KvException Usage(string message) => new(message) { ExitCode = Output.ExitCode.Usage };
}


namespace IoPolicy.CommandLine;

/// <summary>What <c>kv</c> ends with; listed in its help and in <c>docs/kv.md</c>.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    /// <summary>The operation failed, or the data is bad.</summary>
    internal const int Failure = 1;

    /// <summary>The command line is wrong: nothing was done.</summary>
    internal const int Usage = 2;

    /// <summary>Added to the number of the signal that ended the work, as shells do: 129 after SIGHUP, 130 after Ctrl-C, 143 after SIGTERM.</summary>
    internal const int SignalBase = Interruption.SignalBase;

    /// <summary>The reader of standard output went away: 128 and SIGPIPE's 13, as a shell reports a program that the signal ended.</summary>
    internal const int ClosedOutput = SignalBase + 13;
}

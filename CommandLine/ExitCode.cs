namespace IoPolicy.CommandLine;

/// <summary>The exit codes of the command-line programs. Their help and pages list them.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    /// <summary>The operation failed, or the data is bad.</summary>
    internal const int Failure = 1;

    /// <summary>The command line is wrong. The command has done nothing.</summary>
    internal const int Usage = 2;

    /// <summary>The base to which shells add the number of the signal that ended a program: 129 after SIGHUP, 130 after Ctrl-C, 143 after SIGTERM.</summary>
    internal const int SignalBase = Interruption.SignalBase;

    /// <summary>The reader closed standard output. A shell reports 128 + 13 for a program that SIGPIPE ended.</summary>
    internal const int ClosedOutput = SignalBase + 13;
}

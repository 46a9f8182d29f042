namespace IoPolicy.CommandLine;

/// <summary>Starts a program with its signals and standard streams.</summary>
internal static class ProgramStart
{
    /// <summary>Runs the program. A failure to start is one sentence and an exit code, as any other failure.</summary>
    /// <param name="name">The name of the program, which begins the message.</param>
    /// <param name="run">The program.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string name, Func<Interruption, Task<int>> run)
    {
        Interruption interruption;
        try
        {
            interruption = new Interruption();
        }
        catch (Exception failure) when (failure.GetBaseException() is IOException reason)
        {
            // .NET delivers signals through a pipe, which needs two descriptors.
            StandardStreams.Install(CancellationToken.None);
            Console.Error.WriteLine($"{name}: the program cannot start: {FailureSentence.ReasonOf(reason)}");
            return ExitCode.Failure;
        }

        using (interruption)
        {
            StandardStreams.Install(interruption.Token);
            return await run(interruption).ConfigureAwait(false);
        }
    }
}

namespace IoPolicy.Testing;

/// <summary>The exit code and output of a program.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Returns this result, or throws an exception with the program's output if it failed.</summary>
    public ProgramResult OrThrow() =>
        Succeeded ? this : throw new InvalidOperationException($"Exit code {ExitCode}\n{Output}\n{Error}");
}

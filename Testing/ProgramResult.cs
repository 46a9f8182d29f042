namespace IoPolicy.Testing;

/// <summary>How a program ended.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>This result, or an exception that shows what the program said.</summary>
    public ProgramResult OrThrow() =>
        Succeeded ? this : throw new InvalidOperationException($"Exit code {ExitCode}\n{Output}\n{Error}");
}

using System.Text.Json;

namespace IoPolicy.Testing;

/// <summary>The exit code and output of a command-line program of this repository.</summary>
/// <param name="Program">The name of the program. Each failure message begins with it.</param>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The text on standard output.</param>
/// <param name="Error">The text on standard error.</param>
public sealed record CommandResult(string Program, int ExitCode, string Output, string Error)
{
    public static CommandResult Of(string program, ProgramResult result) => new(program, result.ExitCode, result.Output, result.Error);

    /// <summary>Asserts success without output on standard error, and returns standard output.</summary>
    public string Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return Output;
    }

    /// <summary>Asserts success, and parses standard output.</summary>
    public JsonElement Json() => JsonDocument.Parse(Succeeded()).RootElement;

    /// <summary>Asserts a failure with one line on standard error and an empty standard output, and returns the line.</summary>
    public string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        return Sentence();
    }

    /// <summary>Asserts that standard error has one line, which begins with the name of the program. Returns the line.</summary>
    public string Sentence()
    {
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(Program + ": ", line, StringComparison.Ordinal);
        return line;
    }
}

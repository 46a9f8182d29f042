using System.Diagnostics;
using System.Text.Json;
using IoPolicy.Testing;

namespace Tool.Tests.Infrastructure;

/// <summary>Runs the built <c>iopolicy</c> in its own process, with its output in pipes.</summary>
internal static class ToolCli
{
    internal static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "IoPolicy.Tool");

    internal static ProcessStartInfo Describe(params string[] arguments) =>
        new(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };

    internal static ToolResult Run(params string[] arguments) => ToolResult.Of(Shell.Run(Describe(arguments)));

    /// <summary>Runs the program as the user nobody, or skips the test.</summary>
    internal static ToolResult RunAsNobody(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Running as another user needs root.");
        var version = Shell.RunAs(Describe("--version"), "nobody");
        Assert.SkipUnless(version.Succeeded, $"Another user cannot run the program here: {version.Error}");
        return ToolResult.Of(Shell.RunAs(Describe(arguments), "nobody"));
    }
}

/// <summary>The exit code and output of a run.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    internal static ToolResult Of(ProgramResult result) => new(result.ExitCode, result.Output, result.Error);

    /// <summary>Asserts success without output on standard error, and returns standard output.</summary>
    internal string Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return Output;
    }

    internal JsonElement Json() => JsonDocument.Parse(Succeeded()).RootElement;

    /// <summary>Asserts a failure with one line on standard error and an empty standard output, and returns the line.</summary>
    internal string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("iopolicy: ", line, StringComparison.Ordinal);
        return line;
    }
}

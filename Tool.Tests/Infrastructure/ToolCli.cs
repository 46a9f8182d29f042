using System.Diagnostics;
using IoPolicy.Testing;

namespace Tool.Tests.Infrastructure;

/// <summary>Runs the built <c>iopolicy</c> in its own process, with its output in pipes.</summary>
internal static class ToolCli
{
    internal static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "IoPolicy.Tool");

    internal static ProcessStartInfo Describe(params string[] arguments) =>
        new(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };

    internal static CommandResult Run(params string[] arguments) => CommandResult.Of("iopolicy", Shell.Run(Describe(arguments)));

    /// <summary>Runs the program as the user nobody, or skips the test.</summary>
    internal static CommandResult RunAsNobody(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Running as another user needs root.");
        var version = Shell.RunAs(Describe("--version"), "nobody");
        Assert.SkipUnless(version.Succeeded, $"Another user cannot run the program here: {version.Error}");
        return CommandResult.Of("iopolicy", Shell.RunAs(Describe(arguments), "nobody"));
    }
}

using System.Diagnostics;

namespace IoPolicy.Testing;

/// <summary>Runs the SDK as a user runs it.</summary>
public static class DotNet
{
    public static ProgramResult Run(string directory, params IEnumerable<string> arguments) => Shell.Run(Start("dotnet", directory, arguments));

    /// <summary>Restores the tools of the repository, or of a directory that has its own tool manifest.</summary>
    /// <returns>The reason why the tool is missing; null if it is available.</returns>
    public static string? MissingTool(string name, string directory = "") =>
        Run(Repository.PathOf(directory), "tool", "restore") is { Succeeded: false } restored ? $"{name} cannot be restored: {restored.Error.Trim()}" : null;

    /// <summary>
    /// Describes the start of the SDK in a directory, or of a program that runs the SDK. Its messages are in English, and no build server
    /// outlives the tests.
    /// </summary>
    public static ProcessStartInfo Start(string program, string directory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory };

        // A node of MSBuild would outlive the test and keep the scratch directory's assemblies open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        CompilerServer.Use(start);

        // Tiered PGO instruments code, which costs more than it saves in a short run.
        start.Environment["DOTNET_TieredPGO"] = "0";

        // One node of MSBuild for each build. Another node costs two seconds of processor time, and other tests run on the other processors.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }
}

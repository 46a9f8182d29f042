using System.Diagnostics;

namespace IoPolicy.Testing;

/// <summary>Runs the SDK as a user does.</summary>
public static class DotNet
{
    public static ProgramResult Run(string folder, params IEnumerable<string> arguments) => Shell.Run(Start("dotnet", folder, arguments));

    /// <summary>Restores the repository's tools.</summary>
    /// <returns>Why there is none; null: they are there.</returns>
    public static string? MissingTool(string name) =>
        Run(Repository.Root, "tool", "restore") is { Succeeded: false } restored ? $"{name} can't be had here: {restored.Error.Trim()}" : null;

    /// <summary>A program that runs the SDK, or is it: in a folder, in English, and leaving no build server behind.</summary>
    public static ProcessStartInfo Start(string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };

        // A build server that outlives the test would keep the scratch folder's assemblies open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }
}

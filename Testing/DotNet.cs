using System.Diagnostics;

namespace IoPolicy.Testing;

/// <summary>Runs the SDK as a user does.</summary>
public static class DotNet
{
    public static ProgramResult Run(string folder, params IEnumerable<string> arguments) => Shell.Run(Start("dotnet", folder, arguments));

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

using System.Diagnostics;
using IoPolicy.Testing;

namespace Package.Tests;

/// <summary>Runs the SDK as a user does.</summary>
internal static class DotNet
{
    internal static ProgramResult Run(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };

        // A build server that outlives the test would keep the scratch folder's assemblies open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        return Shell.Run(start);
    }
}

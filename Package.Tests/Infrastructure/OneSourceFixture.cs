using System.Diagnostics;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The OneSource consumer: a library for four targets and a program for two, restored and built once.</summary>
public sealed class OneSourceFixture
{
    private readonly ProgramResult _build;

    public OneSourceFixture(PackageFixture package)
    {
        DirectoryPath = package.CopyConsumer("OneSource", machineSources: true);
        _build = DotNet.Run(DirectoryPath, "build", "OneSource.slnx", "-p:NuGetAudit=false");
    }

    internal string DirectoryPath { get; }

    /// <summary>The output of the build. Skips the test if a targeting pack is not available.</summary>
    internal string Build => RegistryPackages.Require(_build).Output;

    /// <summary>Runs the program, and returns the version of the platform that it ran on.</summary>
    internal Version Run(string framework, string member, string path, bool keepPages)
    {
        _ = Build;
        var program = Directory.GetFiles(Path.Combine(DirectoryPath, "App", "bin", "Debug", framework), "App", SearchOption.AllDirectories).Single();
        var start = new ProcessStartInfo(program, [member, path]);
        if (keepPages)
        {
            start.Environment["IOPOLICY_KEEP_PAGES"] = "1";
        }

        return Version.Parse(Shell.Run(start).OrThrow().Output.Trim());
    }
}

using System.Diagnostics;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// Runs the AnyPlatform consumer, with its .NET runtime, on arm64 under an emulator, with musl, and on Windows under Wine. Each action uses
/// the platform's system call numbers, flags and structures. A wrong value fails the action, or leaves pages that the host counts.
/// </summary>
public sealed class OtherPlatformTests(PackageFixture package) : IDisposable
{
    private const int Bytes = 8 << 20;
    private static readonly string[] Actions = ["drop", "load", "save", "uncached", "replace"];
    private readonly ScratchDirectory _scratch = new();

    /// <summary>The emulator passes system calls to this kernel, so the drops are real.</summary>
    [Fact]
    public void On_arm64_each_drop_is_real()
    {
        Require(Tools.MissingArm64());
        var program = Publish("linux-arm64");
        CheckLinux("linux-arm64", pairs => new ProcessStartInfo("qemu-aarch64-static", ["-L", Tools.Arm64Libraries, program, .. pairs]));
    }

    /// <summary>The .NET runtime needs a C++ library for musl. Debian has no package of it, so the test can run only on Alpine.</summary>
    [Fact]
    public void On_musl_each_drop_is_real()
    {
        const string Loader = "/lib/ld-musl-x86_64.so.1";
        Require(File.Exists(Loader) ? null : "The loader of musl is missing (apt-get install musl).");
        Require(File.Exists("/usr/lib/libstdc++.so.6") ? null : "The C++ library for musl is missing. Alpine has it, and Debian has no package of it.");
        var program = Publish("linux-musl-x64");
        CheckLinux("linux-musl-x64", pairs => new ProcessStartInfo(Loader, [program, .. pairs]));
    }

    /// <summary>Wine takes 650 MB, so the test does not install it.</summary>
    [Fact]
    public void On_Windows_nothing_fails_and_advice_is_unsupported()
    {
        Require(Tools.IsThere("wine") ? null : "Wine is missing (apt-get install wine wine64).");
        var program = Publish("win-x64") + ".exe";
        var path = SampleFile.Create(_scratch.File("archive"), Bytes).Path;

        // Wine shows the root directory as drive Z.
        var start = new ProcessStartInfo("wine", [program, .. Actions.SelectMany(action => (string[])[action, "Z:" + path.Replace('/', '\\')])]);
        start.Environment["WINEPREFIX"] = Directory.CreateDirectory(_scratch.File("wine")).FullName;
        start.Environment["WINEDEBUG"] = "-all";

        Assert.Equal(
            ["Unsupported, unknown pages before, unknown pages after", $"{Bytes} bytes", $"{Bytes} bytes", $"{Bytes} bytes", "replaced"],
            Run(start, "win-x64"));
        Assert.Equal("replaced", File.ReadAllText(path));
    }

    public void Dispose()
    {
        // Wine's server ends some seconds after the last program, and until then uses the files of its directory (WINEPREFIX).
        if (Directory.Exists(_scratch.File("wine")))
        {
            var start = new ProcessStartInfo("wineserver", ["--kill"]);
            start.Environment["WINEPREFIX"] = _scratch.File("wine");
            _ = Record.Exception(() => Shell.Run(start));
        }

        _scratch.Dispose();
    }

    private static void Require(string? missing) => Assert.SkipWhen(missing is not null, missing ?? "");

    private string Publish(string platform)
    {
        var directory = package.CopyConsumer("AnyPlatform", machineSources: true);
        var published = DotNet.Run(directory, "publish", "-r", platform, "--self-contained", "-o", "out", "-p:NuGetAudit=false");
        RegistryPackages.Require(published);
        return Path.Combine(directory, "out", "AnyPlatform");
    }

    /// <summary>
    /// Runs each action on its own file, and counts the pages of the files afterwards on this system. The control, a run with policies
    /// switched off, is in the other package tests.
    /// </summary>
    private void CheckLinux(string platform, Func<IEnumerable<string>, ProcessStartInfo> start)
    {
        var paths = Actions.ToDictionary(static action => action, action => SampleFile.Create(_scratch.File(action), Bytes).Path);
        var results = Run(start(Actions.SelectMany(action => (string[])[action, paths[action]])), platform);

        var drop = results[0];
        Assert.StartsWith("Issued, ", drop, StringComparison.Ordinal);
        Assert.EndsWith(", 0 pages after", drop, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 pages before", drop, StringComparison.Ordinal);
        Assert.Equal([$"{Bytes} bytes", $"{Bytes} bytes", $"{Bytes} bytes", "replaced"], results.Skip(1));
        Assert.Equal("replaced", File.ReadAllText(paths["replace"]));
        Assert.All(
            Actions.Where(static action => action != "replace"),
            action => Assert.Equal((action, (0, Bytes / Environment.SystemPageSize)), (action, MinCorePages.Count(paths[action]))));
    }

    /// <summary>Runs the program, and returns the result of each action, in order.</summary>
    private static IReadOnlyList<string> Run(ProcessStartInfo start, string platform)
    {
        var lines = Shell.Run(start).OrThrow().Output.ReplaceLineEndings("\n").Split('\n');
        return [.. Actions.Select(action => Assert.Single(lines, line => line.StartsWith($"{platform} {action}: ", StringComparison.Ordinal))[$"{platform} {action}: ".Length..])];
    }
}

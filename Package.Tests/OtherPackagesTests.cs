using System.Xml.Linq;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Checks the packages KvCache, IoPolicy.Kv and IoPolicy.Analyzers: their files, their dependencies and their consumers.</summary>
public sealed class OtherPackagesTests(PackageFixture package)
{
    [Fact]
    public void The_engine_has_exactly_these_files() => Assert.Equal(
        ["KvCache.nuspec", "LICENSE", "README.md", "icon.png", "lib/net10.0/KvCache.dll", "lib/net10.0/KvCache.xml"],
        package.Others.EntriesOf("KvCache"));

    [Fact]
    public void The_analyzers_have_exactly_these_files() => Assert.Equal(
        [
            "IoPolicy.Analyzers.nuspec",
            "LICENSE",
            "README.md",
            "analyzers/dotnet/cs/IoPolicy.Analyzers.dll",
            "build/IoPolicy.Analyzers.targets",
            .. Directory.GetFiles(Repository.PathOf("docs/rules")).Select(static page => "docs/rules/" + Path.GetFileName(page)).Order(StringComparer.Ordinal),
            "icon.png",
        ],
        package.Others.EntriesOf("IoPolicy.Analyzers"));

    /// <summary>The chart of the demo needs a native library for each platform, and System.CommandLine has a file for each language.</summary>
    [Fact]
    public void The_kv_tool_has_exactly_these_files()
    {
        const string Tools = "tools/net10.0/any/";
        string[] libraries =
        [
            "DotnetToolSettings.xml", "HarfBuzzSharp.dll",
            "IoPolicy.CommandLine.dll", "IoPolicy.CommandLine.xml", "IoPolicy.dll", "IoPolicy.xml",
            "Kv.Demo.dll", "Kv.Demo.xml", "KvCache.dll", "KvCache.xml",
            "ScottPlot.dll", "SkiaSharp.HarfBuzz.dll", "SkiaSharp.dll", "Spectre.Console.Ansi.dll", "Spectre.Console.dll", "System.CommandLine.dll",
            "kv.deps.json", "kv.dll", "kv.runtimeconfig.json", "kv.xml",
        ];
        var entries = package.Others.EntriesOf("IoPolicy.Kv");
        var native = entries.Where(static entry => entry.StartsWith(Tools + "runtimes/", StringComparison.Ordinal)).ToList();
        var languages = entries.Where(static entry => entry.EndsWith("/System.CommandLine.resources.dll", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["IoPolicy.Kv.nuspec", "LICENSE", "README.md", "icon.png", .. libraries.Order(StringComparer.Ordinal).Select(static file => Tools + file)],
            entries.Except(native).Except(languages));
        Assert.All(native, static entry => Assert.Matches(@"/runtimes/[\w-]+/native/lib(HarfBuzz|Skia)Sharp\.(so|dll|dylib)$", entry));
        Assert.Contains(Tools + "runtimes/linux-x64/native/libSkiaSharp.so", native);
        Assert.Contains(Tools + "de/System.CommandLine.resources.dll", languages);
    }

    [Theory]
    [InlineData("KvCache")]
    [InlineData("IoPolicy.Analyzers")]
    [InlineData("IoPolicy.Kv")]
    public void A_nuspec_names_the_license_the_readme_and_the_icon(string id)
    {
        Assert.Equal("MIT", Metadata(id, "license"));
        Assert.Equal("README.md", Metadata(id, "readme"));
        Assert.Equal("icon.png", Metadata(id, "icon"));
        Assert.Equal(package.Version, Metadata(id, "version"));
        Assert.NotEqual("Package Description", Metadata(id, "description"));
    }

    [Theory]
    [InlineData("KvCache", ClonedPackagesFixture.Remote)]
    [InlineData("IoPolicy.Analyzers", null)]
    [InlineData("IoPolicy.Kv", null)]
    public void A_nuspec_names_the_commit_and_the_address_if_one_is_passed(string id, string? address)
    {
        var head = Shell.Run("git", "-C", Repository.Root, "rev-parse", "HEAD");
        Assert.SkipUnless(head.Succeeded, "The tree is no clone, so there is no commit.");
        var repository = Assert.Single(Nuspec(id).Descendants(), static element => element.Name.LocalName == "repository");
        Assert.Equal(("git", head.Output.Trim()), (repository.Attribute("type")?.Value, repository.Attribute("commit")?.Value));
        Assert.Equal(address, repository.Attribute("url")?.Value);
    }

    [Fact]
    public void The_engine_depends_on_the_main_package_only()
    {
        var dependency = Assert.Single(Nuspec("KvCache").Descendants(), static element => element.Name.LocalName == "dependency");
        Assert.Equal("IoPolicy", dependency.Attribute("id")?.Value);
        Assert.Equal(package.Version, dependency.Attribute("version")?.Value);
    }

    [Fact]
    public void The_analyzers_are_a_development_dependency_without_dependencies()
    {
        Assert.Equal("true", Metadata("IoPolicy.Analyzers", "developmentDependency"));
        Assert.DoesNotContain(Nuspec("IoPolicy.Analyzers").Descendants(), static element => element.Name.LocalName is "dependency" or "group");
    }

    /// <summary>The feed is the only source, so the package IoPolicy, on which the engine depends, must come from there too.</summary>
    [Fact]
    public void A_program_uses_the_engine()
    {
        var program = package.Consumers["KvCacheUser"].Program("KvCacheUser");
        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d.kv", Shell.Run(program).OrThrow().Output.Trim());
    }

    [Fact]
    public void A_project_with_the_analyzers_alone_builds_without_a_diagnostic()
    {
        var consumer = package.Consumers["AnalyzersUser"];
        consumer.AssertClean();
        Assert.Contains("/analyzers/dotnet/cs/IoPolicy.Analyzers.dll", File.ReadAllText(Path.Combine(consumer.DirectoryPath, "analyzers.txt")), StringComparison.Ordinal);

        // The package has no assembly for a framework, so a project for any framework can restore it.
        string[] withoutPlatform = ["-p:DisableImplicitFrameworkReferences=true", "-p:AutomaticallyUseReferenceAssemblyPackages=false"];
        DotNet.Run(consumer.DirectoryPath, ["restore", "-p:TargetFramework=net20", .. withoutPlatform]).OrThrow();
    }

    [Fact]
    public void A_project_with_both_packages_gets_each_diagnostic_once()
    {
        var diagnostics = package.Consumers["WrongPolicyWithBothPackages"].Diagnostics;
        // Scanner.cs has two wrong policies. BothPackages/Saves.cs has one method for each rule, and IOP501 also reports the method for IOP508.
        Assert.Equal(2, diagnostics.Count(static line => line.Contains("warning IOP101", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(501, 13), number => Assert.Equal(
            (number, Count: number == 501 ? 2 : 1),
            (number, Count: diagnostics.Count(line => line.Contains($"warning IOP{number}:", StringComparison.Ordinal)))));
    }

    private XDocument Nuspec(string id)
    {
        using var archive = package.Others.Open(id);
        using var nuspec = archive.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(nuspec);
    }

    private string? Metadata(string id, string name) =>
        Nuspec(id).Root!.Elements().Single().Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}

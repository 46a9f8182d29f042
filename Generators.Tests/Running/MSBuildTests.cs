using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// A project that MSBuild builds with the package's own properties: what a build runs, a design-time build does not.
/// The compiler itself says so, by the files that it was told to write out.
/// </summary>
public sealed class MSBuildTests : IDisposable
{
    private const string Source = """
        using IoPolicy;

        using var file = File.OpenRead(args[0]);
        return Reader.Scan(file) + Reader.Load(file);

        static partial class Reader
        {
            [DropPagesAfterFullRead] public static int Scan(FileStream file) => Drain(file);

            [DropPagesAfterFullRead] public static partial int Load(FileStream file);
            private static int LoadCore(FileStream file) => Drain(file);

            private static int Drain(FileStream file)
            {
                file.CopyTo(Stream.Null);
                return 0;
            }
        }
        """;

    private readonly ScratchDirectory _directory = new();

    public MSBuildTests()
    {
        // Of its own: the repository's properties are not a consumer's.
        File.WriteAllText(_directory.File("Directory.Build.props"), "<Project />");
        File.WriteAllText(_directory.File("Directory.Build.targets"), "<Project />");
        File.WriteAllText(_directory.File("Directory.Packages.props"), "<Project />");
        File.WriteAllText(_directory.File("Program.cs"), Source);
        File.WriteAllText(_directory.File("Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
              </PropertyGroup>
              <Import Project="{Repository.PathOf("Package/build/netstandard2.0/IoPolicy.props")}" />
              <ItemGroup>
                <Reference Include="{typeof(IoPolicy.PageCache).Assembly.Location}" />
                <Analyzer Include="{typeof(PolicyGenerator).Assembly.Location}" />
                <Analyzer Include="{typeof(PolicyOptions).Assembly.Location}" />
                <Compile Remove="generated/**" />
              </ItemGroup>
              <PropertyGroup Condition="'$(OwnNamespace)' != ''">
                <InterceptorsNamespaces>$(OwnNamespace)</InterceptorsNamespaces>
              </PropertyGroup>
              <Import Project="{Repository.PathOf("Package/build/netstandard2.0/IoPolicy.targets")}" />
            </Project>
            """);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_build_runs_both_wrappers_and_an_IDE_only_the_partial_wrapper()
    {
        Assert.Equal(["Interceptors.g.cs", "PolicyMap.g.cs", "Reader.g.cs"], GeneratedBy());
        Assert.Equal(["PolicyMap.g.cs", "Reader.g.cs"], GeneratedBy("-p:DesignTimeBuild=true", "-p:BuildingProject=false"));
        Assert.Equal(["PolicyMap.g.cs", "Reader.g.cs"], GeneratedBy("-p:DesignTimeBuild=true", "-p:BuildingInsideVisualStudio=true"));
    }

    /// <summary>Hot reload compares its compilation with that of the build, and runs it.</summary>
    [Fact]
    public void The_design_time_build_of_dotnet_watch_runs_both_wrappers() =>
        Assert.Equal(["Interceptors.g.cs", "PolicyMap.g.cs", "Reader.g.cs"], GeneratedBy("-p:DesignTimeBuild=true", "-p:DotNetWatchBuild=true"));

    /// <summary>Without the namespace of the interceptors, the compiler stops at CS9137.</summary>
    [Fact]
    public void A_project_that_sets_InterceptorsNamespaces_without_appending_builds() =>
        Assert.Equal(["Interceptors.g.cs", "PolicyMap.g.cs", "Reader.g.cs"], GeneratedBy("-p:OwnNamespace=Other.Generated"));

    private string[] GeneratedBy(params IEnumerable<string> properties)
    {
        // A design-time build does not make the directories that the compiler writes to.
        var generated = _directory.File("generated");
        Directory.CreateDirectory(Path.Combine(generated, typeof(PolicyGenerator).Assembly.GetName().Name!, typeof(PolicyGenerator).FullName!));

        // No compiler server: it would hold the generator's assembly of this test run.
        Shell.Run(
            "dotnet",
            ["build", _directory.File("Consumer.csproj"), "-t:Rebuild", "-v:q", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. properties])
            .OrThrow();
        var names = Directory.EnumerateFiles(generated, "*.g.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains(nameof(PolicyGenerator), StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Directory.Delete(generated, recursive: true);
        return names;
    }
}

using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// A project that MSBuild builds with the package's own properties, in an ordinary build and in design-time builds. The compiler
/// writes out the files that it generated.
/// </summary>
public sealed class MSBuildTests(MSBuildTests.Builds builds) : IClassFixture<MSBuildTests.Builds>
{
    [Theory]
    [InlineData("build")]
    [InlineData("dotnet-watch")] // Hot reload compares this build with the ordinary one, and runs it.
    [InlineData("own-namespace")] // Without the namespace of the interceptors, the compiler stops at CS9137.
    public void A_build_whose_output_runs_has_both_wrappers(string variant) =>
        Assert.Equal(["Interceptors.g.cs", "PolicyMap.g.cs", "Reader.g.cs"], builds.GeneratedBy(variant));

    [Theory]
    [InlineData("ide")]
    [InlineData("visual-studio")]
    public void The_build_of_an_IDE_has_only_the_partial_wrapper(string variant) =>
        Assert.Equal(["PolicyMap.g.cs", "Reader.g.cs"], builds.GeneratedBy(variant));

    /// <summary>Builds all variants in one run of MSBuild, because most of its time is its start.</summary>
    public sealed class Builds : IDisposable
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

        private static readonly (string Name, string Options)[] Variants =
        [
            ("build", ""),
            ("dotnet-watch", "DesignTimeBuild=true;DotNetWatchBuild=true"),
            ("own-namespace", ""),
            ("ide", "DesignTimeBuild=true;BuildingProject=false"),
            ("visual-studio", "DesignTimeBuild=true;BuildingInsideVisualStudio=true"),
        ];

        private readonly ScratchDirectory _directory = new();

        public Builds()
        {
            // These files keep the properties of the repository away from the consumer.
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
                    <OutputPath>bin/$(Variant)/</OutputPath>
                    <IntermediateOutputPath>obj/$(Variant)/</IntermediateOutputPath>
                    <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                    <CompilerGeneratedFilesOutputPath>generated/$(Variant)</CompilerGeneratedFilesOutputPath>
                  </PropertyGroup>
                  <Import Project="{Repository.PathOf("Package/build/netstandard2.0/IoPolicy.props")}" />
                  <ItemGroup>
                    <Reference Include="{typeof(IoPolicy.PageCache).Assembly.Location}" />
                    <Analyzer Include="{typeof(PolicyGenerator).Assembly.Location}" />
                    <Analyzer Include="{typeof(PolicyOptions).Assembly.Location}" />
                    <Compile Remove="generated/**" />
                  </ItemGroup>
                  <PropertyGroup Condition="'$(Variant)' == 'own-namespace'">
                    <InterceptorsNamespaces>Other.Generated</InterceptorsNamespaces>
                  </PropertyGroup>
                  <Import Project="{Repository.PathOf("Package/build/netstandard2.0/IoPolicy.targets")}" />
                </Project>
                """);
            File.WriteAllText(_directory.File("Variants.proj"), $"""
                <Project>
                  <ItemGroup>
                    {string.Concat(Variants.Select(static variant => $"""<Variant Include="{variant.Name}" Options="{variant.Options}" />"""))}
                  </ItemGroup>
                  <Target Name="Build">
                    <MSBuild Projects="Consumer.csproj" Targets="Restore" Properties="IsRestore=true" />
                    <MSBuild Projects="Consumer.csproj" Properties="Variant=%(Variant.Identity);%(Variant.Options)" />
                  </Target>
                </Project>
                """);
            foreach (var (name, _) in Variants)
            {
                // A design-time build does not make the directories that the compiler writes to.
                Directory.CreateDirectory(Path.Combine(Generated(name), typeof(PolicyGenerator).Assembly.GetName().Name!, typeof(PolicyGenerator).FullName!));
                Directory.CreateDirectory(_directory.File("obj/" + name));
            }

            DotNet.Run(_directory.Path, "build", "Variants.proj", "-v:q", "-nologo").OrThrow();
        }

        public void Dispose() => _directory.Dispose();

        internal IEnumerable<string> GeneratedBy(string variant) => Directory.EnumerateFiles(Generated(variant), "*.g.cs", SearchOption.AllDirectories)
            .Where(static file => file.Contains(nameof(PolicyGenerator), StringComparison.Ordinal))
            .Select(static file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal);

        private string Generated(string variant) => _directory.File("generated/" + variant);
    }
}

using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>Loads the generators of other libraries from restored packages. Benchmarks.csproj writes their directories to the assembly metadata.</summary>
internal static class Peers
{
    internal static string MapperlyDirectory => Metadata("MapperlyPackage");

    internal static string DapperDirectory => Metadata("DapperPackage");

    internal static string DapperAotDirectory => Metadata("DapperAotPackage");

    /// <summary>Gets an assembly of a package: the one whose path is the last in ordinal order. For generators, that is the one for the newest compiler.</summary>
    internal static string Assembly(string packageDirectory, string name) =>
        Directory.EnumerateFiles(packageDirectory, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();

    /// <summary>Creates an instance of each generator of an assembly.</summary>
    internal static IReadOnlyList<ISourceGenerator> Generators(string assembly) =>
        new AnalyzerFileReference(assembly, Loader.Instance).GetGenerators(LanguageNames.CSharp);

    private static string Metadata(string key) => typeof(Peers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        internal static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}

using System.Reflection;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>The generators of other libraries, from the packages that the build has restored (Benchmarks.csproj says where they are).</summary>
internal static class Peers
{
    internal static string MapperlyFolder => Metadata("MapperlyPackage");

    internal static string DapperFolder => Metadata("DapperPackage");

    internal static string DapperAotFolder => Metadata("DapperAotPackage");

    /// <summary>An assembly of a package, the one for the newest framework or compiler where there are several.</summary>
    internal static string Assembly(string packageFolder, string name) =>
        Directory.EnumerateFiles(packageFolder, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();

    /// <summary>All generators of an assembly.</summary>
    internal static IReadOnlyList<ISourceGenerator> Generators(string assembly) =>
    [
        .. System.Reflection.Assembly.LoadFrom(assembly).GetTypes()
            .Where(type => !type.IsAbstract && type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(type => Activator.CreateInstance(type, nonPublic: true)!)
            .Select(generator => generator as ISourceGenerator ?? ((IIncrementalGenerator)generator).AsSourceGenerator()),
    ];

    private static string Metadata(string key) => typeof(Peers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}

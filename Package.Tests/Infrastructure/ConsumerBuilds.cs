using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>
/// The consumers that need one plain build. One solution has all of them, so MSBuild starts once, and NuGet restores once. Their only
/// package source is the feed of the tests.
/// </summary>
internal sealed class ConsumerBuilds
{
    internal const string Configuration = "Release";

    /// <summary>The projects: the name, the directory in Consumers, and MSBuild properties. Some consumers are built several times, with other properties.</summary>
    private static readonly (string Name, string Consumer, (string Name, string Value)[] Properties)[] Projects =
    [
        ("AnalyzersUser", "AnalyzersUser", []),
        ("Documented", "Documented", [("EmitCompilerGeneratedFiles", "true"), ("CompilerGeneratedFilesOutputPath", "obj/generated")]),
        ("InvalidPolicies", "InvalidPolicies", []),
        ("KvCacheUser", "KvCacheUser", []),
        ("Layered", "Layered", []),
        ("Serializer", "Serializer", [("EnableNETAnalyzers", "true")]),
        ("TwoGenerators", "TwoGenerators", []),

        // A help link leads to a page beside the analyzer. The compiler server loads analyzers from memory, so they do not know their directory.
        ("WrongPolicy", "WrongPolicy", [("ErrorLog", "log.sarif%2Cversion=2.1"), ("UseSharedCompilation", "false")]),
        ("WrongPolicyWithBothPackages", "WrongPolicy", [("BothPackages", "true")]),

        ("Oblivious", "Oblivious", []),
        ("ObliviousWithoutInterceptors", "Oblivious", [("IoPolicyIntercept", "false")]),
        ("ObliviousInCSharp7.3", "Oblivious", [("LangVersion", "7.3"), ("DefineConstants", "OLD_LANGUAGE")]),
        ("ObliviousInCSharp8", "Oblivious", [("LangVersion", "8"), ("DefineConstants", "OLD_LANGUAGE")]),
        ("ObliviousInCSharp9", "Oblivious", [("LangVersion", "9"), ("DefineConstants", "PARTIAL_ONLY")]),
        ("ObliviousInCSharp10", "Oblivious", [("LangVersion", "10")]),
        ("ObliviousInCSharp11", "Oblivious", [("LangVersion", "11")]),
        ("ObliviousInPreview", "Oblivious", [("LangVersion", "preview")]),
    ];

    private readonly Dictionary<string, BuiltConsumer> _built;

    internal ConsumerBuilds(PackageFixture package)
    {
        var directories = Projects.ToDictionary(static project => project.Name, project => Copy(package, project.Name, project.Consumer, project.Properties));
        var solution = package.NewFile("Consumers.slnx");
        var paths = directories.Values.SelectMany(static directory => Directory.EnumerateFiles(directory, "*.csproj", SearchOption.AllDirectories));
        File.WriteAllText(solution, $"<Solution>{string.Concat(paths.Select(static path => $"<Project Path=\"{path}\" />"))}</Solution>");
        var output = DotNet.Run(Path.GetDirectoryName(solution)!, "build", solution, "-c", Configuration).Output;

        // The build fails, because InvalidPolicies has errors. MSBuild prints each diagnostic where it occurs, and again after this text.
        output = output.Split("Build FAILED.")[0];
        _built = directories.ToDictionary(static pair => pair.Key, pair => new BuiltConsumer(pair.Value, output));
    }

    internal BuiltConsumer this[string name] => _built[name];

    /// <summary>Copies a consumer, and gives its project the name, because the projects of a solution need different names.</summary>
    private static string Copy(PackageFixture package, string name, string consumer, (string Name, string Value)[] properties)
    {
        var directory = package.CopyConsumer(consumer, properties: string.Concat(properties.Select(static property => $"<{property.Name}>{property.Value}</{property.Name}>")));
        if (name != consumer)
        {
            File.Move(Path.Combine(directory, consumer + ".csproj"), Path.Combine(directory, name + ".csproj"));
        }

        return directory;
    }
}

/// <summary>One consumer of <see cref="ConsumerBuilds"/>.</summary>
internal sealed class BuiltConsumer(string directory, string buildOutput)
{
    internal string DirectoryPath => directory;

    /// <summary>The warnings and errors of the consumer, in order.</summary>
    internal IReadOnlyList<string> Diagnostics { get; } =
        [.. buildOutput.Split('\n').Select(static line => line.Trim()).Where(line => line.Contains($"[{directory}/", StringComparison.Ordinal))];

    /// <summary>The errors of the consumer, each once.</summary>
    internal IReadOnlyList<string> Errors => [.. Diagnostics.Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];

    /// <summary>Gets the path of a built program, and asserts that the build reported nothing about the consumer.</summary>
    /// <param name="name">The name of the project.</param>
    /// <param name="projectDirectory">The directory of the project, relative to that of the consumer.</param>
    internal string Program(string name, string projectDirectory = "")
    {
        AssertClean();
        return Path.Combine(directory, projectDirectory, "bin", ConsumerBuilds.Configuration, "net10.0", name);
    }

    /// <summary>Asserts that the build wrote its output, and reported nothing about the consumer.</summary>
    internal void AssertClean()
    {
        Assert.Empty(Diagnostics);
        Assert.True(Directory.Exists(Path.Combine(directory, "bin")) || Directory.Exists(Path.Combine(directory, "App", "bin")), buildOutput);
    }
}

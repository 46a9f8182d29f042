using System.Text;
using System.Xml;
using System.Xml.Linq;
using Basic.Reference.Assemblies;
using IoPolicy.CommandLine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Tool.Scan;

/// <summary>
/// Loads the C# files of a directory against the reference assemblies of .NET 10. It evaluates no project file and runs nothing of the
/// code base. It reads project references, preprocessor symbols and <c>ImplicitUsings</c> as plain XML.
/// </summary>
internal static class SourceLoader
{
    private const string ConfigName = ".editorconfig";

    /// <summary>Loads the files below a directory as one project for each project file, and one for the files without a project file.</summary>
    /// <exception cref="CommandException">The directory has no C# files.</exception>
    internal static LoadedCode Load(string root, ScanOptions options, IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        var files = Files(root, options.IsExcluded).ToArray();
        var projectFiles = files.Where(static file => file.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)).ToArray();
        var byDirectory = projectFiles.ToLookup(static file => Path.GetDirectoryName(file)!, StringComparer.Ordinal);
        var groups = files.Where(static file => file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            .Select(file => (Path: file, Owner: OwnerOf(file, root, byDirectory)))
            .Where(file => options.IncludesTests || !IsTest(file.Owner == root ? file.Path : file.Owner, root))
            .GroupBy(static file => file.Owner, static file => file.Path, StringComparer.Ordinal)
            .ToArray();
        if (groups.Length == 0)
        {
            throw new CommandException($"{options.Target}: there are no C# files to scan");
        }

        var workspace = new AdhocWorkspace();
        var solution = workspace.CurrentSolution;
        var ids = groups.ToDictionary(static group => group.Key, static group => ProjectId.CreateNewId(group.Key), StringComparer.Ordinal);
        foreach (var group in groups)
        {
            solution = Add(solution, ids[group.Key], group.Key, group, root, cancellation);
        }

        foreach (var (owner, id) in ids)
        {
            foreach (var reference in ReferencesOf(owner).Where(reference => ids.ContainsKey(reference) && reference != owner))
            {
                var target = new ProjectReference(ids[reference]);
                if (!solution.GetProjectDependencyGraph().GetProjectsThatThisProjectTransitivelyDependsOn(target.ProjectId).Contains(id))
                {
                    solution = solution.AddProjectReference(id, target);
                }
            }
        }

        return new LoadedCode(workspace, PolicyReference.AddTo(solution, ids.Values), [.. ids.Values], root, "sources", notes);
    }

    private static Solution Add(Solution solution, ProjectId id, string owner, IEnumerable<string> files, string root, CancellationToken cancellation)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, preprocessorSymbols: [.. SdkProject.Symbols, .. SymbolsOf(owner)]);
        var compile = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: true);
        var name = owner == root ? Path.GetFileName(root) : Path.GetFileNameWithoutExtension(owner);
        solution = solution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, name, name, LanguageNames.CSharp, owner, parseOptions: parse, compilationOptions: compile, metadataReferences: Net100.References.All));
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = File.OpenRead(file);
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(file), SourceText.From(stream, Encoding.UTF8), filePath: file);
        }

        foreach (var config in ConfigsOf(files))
        {
            using var stream = File.OpenRead(config);
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), ConfigName, SourceText.From(stream, Encoding.UTF8), filePath: config);
        }

        return UsesImplicitUsings(owner, root)
            ? solution.AddDocument(DocumentId.CreateNewId(id), "ImplicitUsings.g.cs", SdkProject.ImplicitUsings, filePath: Path.Combine(root, "ImplicitUsings.g.cs"))
            : solution;
    }

    /// <summary>Gets the .editorconfig files in the directories of the files and above, as a build does.</summary>
    private static IEnumerable<string> ConfigsOf(IEnumerable<string> files)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            for (var directory = Path.GetDirectoryName(file); directory is not null && directories.Add(directory); directory = Path.GetDirectoryName(directory))
            {
            }
        }

        return directories.Select(static directory => Path.Combine(directory, ConfigName)).Where(File.Exists);
    }

    /// <summary>Gets the files below a directory. Skips <c>bin</c>, <c>obj</c>, <c>node_modules</c>, hidden directories, and symbolic links to directories.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="isExcluded">Decides by the path below the directory whether a file is left out.</param>
    internal static IEnumerable<string> Files(string root, Func<string, bool> isExcluded)
    {
        var directories = new Stack<string>([root]);
        while (directories.TryPop(out var directory))
        {
            foreach (var file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
            {
                if (!isExcluded(Path.GetRelativePath(root, file)))
                {
                    yield return file;
                }
            }

            foreach (var inner in new DirectoryInfo(directory).EnumerateDirectories())
            {
                if (inner.LinkTarget is null && inner.Name is not ("bin" or "obj" or "node_modules") && !inner.Name.StartsWith('.'))
                {
                    directories.Push(inner.FullName);
                }
            }
        }
    }

    /// <summary>Gets the owner of a source file: the project file in the nearest directory that contains the source, or else the root.</summary>
    private static string OwnerOf(string file, string root, ILookup<string, string> projects)
    {
        for (var directory = Path.GetDirectoryName(file)!; directory.Length >= root.Length; directory = Path.GetDirectoryName(directory)!)
        {
            if (projects[directory].FirstOrDefault() is { } project)
            {
                return project;
            }
        }

        return root;
    }

    /// <summary>Decides by the path whether a file belongs to tests: a project file, or a source file without a project file.</summary>
    private static bool IsTest(string file, string root) =>
        Path.GetRelativePath(root, file) is var path
        && ((file.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && Path.GetFileNameWithoutExtension(path).Contains("Test", StringComparison.Ordinal))
            || path.Split(Path.DirectorySeparatorChar).SkipLast(1).Any(static part => part is "test" or "tests" or "Tests" or "Test" || part.EndsWith(".Tests", StringComparison.Ordinal)));

    private static IEnumerable<string> ReferencesOf(string owner) => Elements(owner, "ProjectReference")
        .Select(static element => element.Attribute("Include")?.Value)
        .OfType<string>()
        .Where(static path => !path.Contains('$', StringComparison.Ordinal))
        .Select(path => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(owner)!, path.Replace('\\', '/'))));

    private static IEnumerable<string> SymbolsOf(string owner) => Elements(owner, "DefineConstants")
        .SelectMany(static element => element.Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Where(static symbol => SyntaxFacts.IsValidIdentifier(symbol) && symbol is not ("DEBUG" or "TRACE"));

    private static IEnumerable<XElement> Elements(string projectFile, string name)
    {
        try
        {
            return File.Exists(projectFile) ? [.. XDocument.Load(projectFile).Descendants().Where(element => element.Name.LocalName == name)] : [];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static bool UsesImplicitUsings(string owner, string root)
    {
        if (Elements(owner, "ImplicitUsings").Any())
        {
            return true;
        }

        for (var directory = File.Exists(owner) ? Path.GetDirectoryName(owner) : owner; directory?.Length >= root.Length; directory = Path.GetDirectoryName(directory))
        {
            if (Elements(Path.Combine(directory, "Directory.Build.props"), "ImplicitUsings").Any())
            {
                return true;
            }
        }

        return false;
    }
}

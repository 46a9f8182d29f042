using IoPolicy.Testing;

namespace Architecture.Tests.Layers;

/// <summary>The source files of a project, with the directory of each type. An assembly does not show the directories, because public types share one namespace.</summary>
internal sealed class SourceDirectories
{
    private readonly string _project;

    internal SourceDirectories(string project)
    {
        _project = project;
        Files = [.. FilesIn(Repository.PathOf(project)).Order(StringComparer.Ordinal).Select(SourceFile.Read)];
        Types = Files.SelectMany(file => file.FullNames.Select(name => (Name: name, DirectoryPath: DirectoryOf(file)))).ToLookup(place => place.Name, place => place.DirectoryPath, StringComparer.Ordinal);
    }

    internal IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The directories of each type, by its name in metadata. A type in several directories has no single owner.</summary>
    internal ILookup<string, string> Types { get; }

    /// <summary>The directories of the project. The project's own directory has the project's name.</summary>
    internal IEnumerable<string> Directories => Files.Select(DirectoryOf).Distinct();

    /// <summary>Gets the using directives whose namespace or type is in only one directory. They show uses of constants, for which IL has only the value.</summary>
    internal IEnumerable<Reference> Usings() =>
        from file in Files
        from name in file.Usings
        let directories = Types.Where(type => type.Key == name || NamespaceOf(type.Key) == name).SelectMany(type => type).Distinct().ToArray()
        where directories.Length == 1 && directories[0] != DirectoryOf(file)
        select new Reference(DirectoryOf(file), $"{Path.GetFileName(file.Path)}: using", directories[0], name);

    /// <summary>Gets the files below a directory, without those of nested projects, such as the consumers of Package.Tests.</summary>
    private static IEnumerable<string> FilesIn(string directory) => Directory.EnumerateFiles(directory, "*.cs")
        .Concat(Directory.EnumerateDirectories(directory).Where(inner => Directory.GetFiles(inner, "*.csproj").Length == 0).SelectMany(FilesIn));

    private static string? NamespaceOf(string type) => type.LastIndexOf('.') is > 0 and var dot ? type[..dot] : null;

    /// <summary>Gets a file's directory as the page's table writes it: with '/' on every system.</summary>
    private string DirectoryOf(SourceFile file) =>
        Path.GetRelativePath(Repository.PathOf(_project), Path.GetDirectoryName(file.Path)!) is not "." and var directory ? directory.Replace(Path.DirectorySeparatorChar, '/') : _project;
}

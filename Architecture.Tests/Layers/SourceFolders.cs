using IoPolicy.Testing;

namespace Architecture.Tests.Layers;

/// <summary>The source of a project, with the folder of each type. An assembly does not have the folders, because public types share one namespace.</summary>
internal sealed class SourceFolders
{
    private readonly string _project;

    internal SourceFolders(string project)
    {
        _project = project;
        Files = [.. FilesIn(Repository.PathOf(project)).Order(StringComparer.Ordinal).Select(SourceFile.Read)];
        Types = Files.SelectMany(file => file.FullNames.Select(name => (Name: name, Folder: FolderOf(file)))).ToLookup(place => place.Name, place => place.Folder, StringComparer.Ordinal);
    }

    internal IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The folders of each type, by its name in metadata. A type in several folders has no single owner.</summary>
    internal ILookup<string, string> Types { get; }

    /// <summary>The folders of the project. The project's own folder has the project's name.</summary>
    internal IEnumerable<string> Folders => Files.Select(FolderOf).Distinct();

    /// <summary>Gets using directives that lead to one folder. They show the use of a constant, of which IL has only the value.</summary>
    internal IEnumerable<Reference> Usings() =>
        from file in Files
        from name in file.Usings
        let folders = Types.Where(type => type.Key == name || NamespaceOf(type.Key) == name).SelectMany(type => type).Distinct().ToArray()
        where folders.Length == 1 && folders[0] != FolderOf(file)
        select new Reference(FolderOf(file), $"{Path.GetFileName(file.Path)}: using", folders[0], name);

    /// <summary>Leaves out nested projects, which the package's tests build themselves.</summary>
    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => Directory.GetFiles(inner, "*.csproj").Length == 0).SelectMany(FilesIn));

    private static string? NamespaceOf(string type) => type.LastIndexOf('.') is > 0 and var dot ? type[..dot] : null;

    /// <summary>Gets a file's folder as the page's table writes it: with '/' on every system.</summary>
    private string FolderOf(SourceFile file) =>
        Path.GetRelativePath(Repository.PathOf(_project), Path.GetDirectoryName(file.Path)!) is not "." and var folder ? folder.Replace(Path.DirectorySeparatorChar, '/') : _project;
}

using IoPolicy.Testing;

namespace Architecture.Tests.Layers;

/// <summary>The source of a project: which folder each of its types stands in. An assembly does not know: public types share one namespace.</summary>
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

    /// <summary>The folders of a type by its name in metadata: one, or the type is owned by more than one.</summary>
    internal ILookup<string, string> Types { get; }

    /// <summary>The folders from the project's own, which has the project's name.</summary>
    internal IEnumerable<string> Folders => Files.Select(FolderOf).Distinct();

    /// <summary>Using directives that lead to one folder: what is left of the use of a constant, of which IL has the value alone.</summary>
    internal IEnumerable<Reference> Usings() =>
        from file in Files
        from name in file.Usings
        let folders = Types.Where(type => type.Key == name || NamespaceOf(type.Key) == name).SelectMany(type => type).Distinct().ToArray()
        where folders.Length == 1 && folders[0] != FolderOf(file)
        select new Reference(FolderOf(file), $"{Path.GetFileName(file.Path)}: using", folders[0], name);

    /// <summary>Not those of projects inside, which tests of the package build by themselves.</summary>
    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => Directory.GetFiles(inner, "*.csproj").Length == 0).SelectMany(FilesIn));

    private static string? NamespaceOf(string type) => type.LastIndexOf('.') is > 0 and var dot ? type[..dot] : null;

    /// <summary>Gets a file's folder as the page's table writes it: with '/' on every system.</summary>
    private string FolderOf(SourceFile file) =>
        Path.GetRelativePath(Repository.PathOf(_project), Path.GetDirectoryName(file.Path)!) is not "." and var folder ? folder.Replace(Path.DirectorySeparatorChar, '/') : _project;
}

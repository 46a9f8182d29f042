using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The members of .NET, besides those of <c>File</c>, that write a whole new file at a path and close it.</summary>
internal static class WholeFileMembers
{
    /// <summary>For each member, the type and its namespace, and the parameter of the path.</summary>
    private static readonly Dictionary<string, (string Type, string Namespace, string Parameter)[]> Members = new(StringComparer.Ordinal)
    {
        ["Save"] = [("XDocument", "System.Xml.Linq", "fileName"), ("XElement", "System.Xml.Linq", "fileName"), ("XStreamingElement", "System.Xml.Linq", "fileName"), ("XmlDocument", "System.Xml", "filename")],
        ["CreateFromDirectory"] = [("ZipFile", "System.IO.Compression", "destinationArchiveFileName"), ("TarFile", "System.Formats.Tar", "destinationFileName")],
        ["CreateFromDirectoryAsync"] = [("ZipFile", "System.IO.Compression", "destinationArchiveFileName"), ("TarFile", "System.Formats.Tar", "destinationFileName")],
        ["ExtractToFile"] = [("ZipFileExtensions", "System.IO.Compression", "destinationFileName"), ("TarEntry", "System.Formats.Tar", "destinationFileName")],
        ["ExtractToFileAsync"] = [("ZipFileExtensions", "System.IO.Compression", "destinationFileName"), ("TarEntry", "System.Formats.Tar", "destinationFileName")],
        ["WriteXml"] = [("DataTable", "System.Data", "fileName"), ("DataSet", "System.Data", "fileName")],
        ["DownloadFile"] = [("WebClient", "System.Net", "fileName")],
        ["DownloadFileTaskAsync"] = [("WebClient", "System.Net", "fileName")],
    };

    /// <summary>Returns the path that a call writes. Null for other calls.</summary>
    internal static IOperation? PathOf(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        foreach (var row in Members.TryGetValue(call.TargetMethod.Name, out var rows) ? rows : [])
        {
            if (Derives(type, row.Type, row.Namespace) && FileOperations.ArgumentOf(call, row.Parameter) is { Type.SpecialType: SpecialType.System_String } path)
            {
                return path;
            }
        }

        return null;
    }

    private static bool Derives(INamedTypeSymbol type, string name, string @namespace) =>
        (type.Name == name && type.IsIn(@namespace)) || TypeFacts.DerivesFrom(type, @namespace, name);
}

using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// The table of the members of .NET, beside those of <c>File</c> and <c>FileInfo</c>, that open a file by its path. A member with
/// two rows opens a file, and the files of a directory.
/// </summary>
internal static class PathMembers
{
    private static readonly ILookup<string, Row> ByName = Rows().ToLookup(static row => row.Name, StringComparer.Ordinal);

    internal static IEnumerable<string> Names => ByName.Select(static rows => rows.Key);

    internal static bool IsName(string name) => ByName.Contains(name);

    /// <summary>Gets the rows of a method, without those whose path is no parameter of the overload.</summary>
    internal static ImmutableArray<FileOpener> Find(IMethodSymbol method) => !ByName.Contains(method.Name) ? [] :
    [
        .. from row in ByName[method.Name]
           where row.Type == method.ContainingType.Name && method.ContainingType.IsIn(row.Namespace)
           let paths = row.Opener.ReadPaths.Where(path => IsPath(method, path)).ToImmutableArray()
           let isWritten = row.Opener.Writes && IsPath(method, row.Opener.WrittenPath)
           where isWritten || !paths.IsEmpty
           select row.Opener with { Reads = !paths.IsEmpty, ReadPaths = paths, Writes = isWritten },
    ];

    private static bool IsPath(IMethodSymbol method, string name) =>
        method.Parameters.Any(parameter => parameter.Name == name && parameter.Type.SpecialType == SpecialType.System_String);

    private static IEnumerable<Row> Rows() =>
    [
        .. Of("System.Xml.XmlDocument", Read("filename", "Load"), Written("filename", "Save")),
        .. Of("System.Xml.XmlDataDocument", Read("filename", "Load")),
        .. Of("System.Xml.XmlReader", Hide(HiddenOpening.KeptOpen, "inputUri", "", "Create")),
        .. Of("System.Xml.XmlWriter", Hide(HiddenOpening.KeptOpen, "", "outputFileName", "Create")),
        .. Of("System.Xml.Linq.XDocument", Read("uri", "Load"), Written("fileName", "Save")),
        .. Of("System.Xml.Linq.XElement", Read("uri", "Load"), Written("fileName", "Save")),
        .. Of("System.Xml.Linq.XStreamingElement", Written("fileName", "Save")),
        .. Of("System.Xml.Schema.XmlSchemaSet", Read("schemaUri", "Add")),
        .. Of("System.Xml.Schema.XmlSchemaCollection", Read("uri", "Add")),
        .. Of("System.Xml.Xsl.XslCompiledTransform", Read("stylesheetUri", "Load"), Copied("inputUri", "resultsFile", "Transform")),
        .. Of("System.Xml.Xsl.XslTransform", Read("url", "Load"), Copied("inputfile", "outputfile", "Transform")),
        .. Of("System.Data.DataSet", Read("fileName", "ReadXml", "ReadXmlSchema", "InferXmlSchema"), Written("fileName", "WriteXml", "WriteXmlSchema")),
        .. Of("System.Data.DataTable", Read("fileName", "ReadXml", "ReadXmlSchema"), Written("fileName", "WriteXml", "WriteXmlSchema")),
        .. Of(
            "System.IO.Compression.ZipFile",
            Written("destinationArchiveFileName", "CreateFromDirectory", "CreateFromDirectoryAsync"),
            Hide(HiddenOpening.Directory, "sourceDirectoryName", "", "CreateFromDirectory", "CreateFromDirectoryAsync"),
            Read("sourceArchiveFileName", "ExtractToDirectory", "ExtractToDirectoryAsync"),
            Hide(HiddenOpening.Directory, "", "destinationDirectoryName", "ExtractToDirectory", "ExtractToDirectoryAsync"),
            Hide(HiddenOpening.KeptOpen, "archiveFileName", "archiveFileName", "Open", "OpenAsync"),
            Hide(HiddenOpening.KeptOpen, "archiveFileName", "", "OpenRead", "OpenReadAsync")),
        .. Of(
            "System.IO.Compression.ZipFileExtensions",
            Read("sourceFileName", "CreateEntryFromFile", "CreateEntryFromFileAsync"),
            Written("destinationFileName", "ExtractToFile", "ExtractToFileAsync"),
            Hide(HiddenOpening.Directory, "", "destinationDirectoryName", "ExtractToDirectory", "ExtractToDirectoryAsync")),
        .. Of(
            "System.Formats.Tar.TarFile",
            Written("destinationFileName", "CreateFromDirectory", "CreateFromDirectoryAsync"),
            Hide(HiddenOpening.Directory, "sourceDirectoryName", "", "CreateFromDirectory", "CreateFromDirectoryAsync"),
            Read("sourceFileName", "ExtractToDirectory", "ExtractToDirectoryAsync"),
            Hide(HiddenOpening.Directory, "", "destinationDirectoryName", "ExtractToDirectory", "ExtractToDirectoryAsync")),
        .. Of("System.Formats.Tar.TarEntry", Written("destinationFileName", "ExtractToFile", "ExtractToFileAsync")),
        .. Of("System.Formats.Tar.TarWriter", Read("fileName", "WriteEntry", "WriteEntryAsync")),
        .. Of("System.IO.MemoryMappedFiles.MemoryMappedFile", Hide(HiddenOpening.Mapped, "path", "path", "CreateFromFile")),
        .. Of(
            "System.IO.IsolatedStorage.IsolatedStorageFile",
            Hide(HiddenOpening.UnknownPath, "path", "path", "OpenFile", "CreateFile"),
            Hide(HiddenOpening.UnknownPath, "sourceFileName", "destinationFileName", "CopyFile")),
        .. Of(
            "System.Net.WebClient",
            Written("fileName", "DownloadFile", "DownloadFileTaskAsync"),
            Hide(HiddenOpening.Event, "", "fileName", "DownloadFileAsync"),
            Read("fileName", "UploadFile", "UploadFileTaskAsync"),
            Hide(HiddenOpening.Event, "fileName", "", "UploadFileAsync")),
        .. Of("System.Net.Sockets.Socket", Read("fileName", "SendFile", "SendFileAsync"), Hide(HiddenOpening.Event, "fileName", "", "BeginSendFile")),
        .. Of("System.Diagnostics.FileVersionInfo", Read("fileName", "GetVersionInfo")),
        .. Of("System.Security.Cryptography.X509Certificates.X509Certificate", Read("filename", "CreateFromCertFile", "CreateFromSignedFile"), Read("fileName", "Import")),
        .. Of(
            "System.Security.Cryptography.X509Certificates.X509Certificate2",
            Read(["certPemFilePath", "keyPemFilePath"], "CreateFromPemFile", "CreateFromEncryptedPemFile"),
            Read("fileName", "GetCertContentType", "Import")),
        .. Of("System.Security.Cryptography.X509Certificates.X509Certificate2Collection", Read("fileName", "Import"), Read("certPemFilePath", "ImportFromPemFile")),
        .. Of("System.Security.Cryptography.X509Certificates.X509CertificateLoader", Read("path", "LoadCertificateFromFile", "LoadPkcs12FromFile", "LoadPkcs12CollectionFromFile")),
        .. Of("System.Reflection.AssemblyName", Read("assemblyFile", "GetAssemblyName")),
        .. Of("System.Reflection.Metadata.MetadataReader", Read("assemblyFile", "GetAssemblyName")),
        .. Of("System.Reflection.Emit.PersistedAssemblyBuilder", Written("assemblyFileName", "Save")),
        .. Of(
            "System.Reflection.Assembly",
            Hide(HiddenOpening.Code, "path", "", "LoadFile"),
            Hide(HiddenOpening.Code, "assemblyFile", "", "LoadFrom", "UnsafeLoadFrom", "ReflectionOnlyLoadFrom")),
        .. Of(
            "System.Runtime.Loader.AssemblyLoadContext",
            Read("assemblyPath", "GetAssemblyName"),
            Hide(HiddenOpening.Code, "assemblyPath", "", "LoadFromAssemblyPath"),
            Hide(HiddenOpening.Code, "nativeImagePath", "", "LoadFromNativeImagePath"),
            Hide(HiddenOpening.Code, "unmanagedDllPath", "", "LoadUnmanagedDllFromPath")),
        .. Of("System.Runtime.InteropServices.NativeLibrary", Hide(HiddenOpening.Code, "libraryPath", "", "Load", "TryLoad")),
        .. Of("System.Activator", Hide(HiddenOpening.Code, "assemblyFile", "", "CreateInstanceFrom")),
        .. Of("System.AppDomain", Hide(HiddenOpening.Code, "assemblyFile", "", "CreateInstanceFrom", "CreateInstanceFromAndUnwrap", "ExecuteAssembly")),
        .. Of(
            "Microsoft.VisualBasic.FileIO.FileSystem",
            Read("file", "ReadAllBytes", "ReadAllText"),
            Written("file", "WriteAllBytes", "WriteAllText"),
            Copied("sourceFileName", "destinationFileName", "CopyFile"),
            (new FileOpener(OpenerForm.Stream, Reads: true, Writes: false) { ReadPaths = ["file"] }, ["OpenTextFileReader"]),
            (new FileOpener(OpenerForm.Stream, Reads: false, Writes: true) { ReadPaths = [], WrittenPath = "file" }, ["OpenTextFileWriter"]),
            Hide(HiddenOpening.KeptOpen, "file", "", "OpenTextFieldParser"),
            Hide(HiddenOpening.Directory, "sourceDirectoryName", "destinationDirectoryName", "CopyDirectory")),
        .. Of(
            "Microsoft.VisualBasic.FileSystem",
            Copied("Source", "Destination", "FileCopy"),
            Hide(HiddenOpening.UnknownPath, "FileName", "FileName", "FileOpen")),
    ];

    private static IEnumerable<Row> Of(string type, params (FileOpener Opener, string[] Names)[] members)
    {
        var dot = type.LastIndexOf('.');
        return from member in members
               from name in member.Names
               select new Row(type.Substring(0, dot), type.Substring(dot + 1), name, member.Opener);
    }

    private static (FileOpener Opener, string[] Names) Read(string path, params string[] names) => Read([path], names);

    private static (FileOpener Opener, string[] Names) Read(ImmutableArray<string> paths, params string[] names) =>
        (new FileOpener(OpenerForm.Path, Reads: true, Writes: false) { ReadPaths = paths, WrittenPath = "" }, names);

    private static (FileOpener Opener, string[] Names) Written(string path, params string[] names) =>
        (new FileOpener(OpenerForm.Path, Reads: false, Writes: true) { ReadPaths = [], WrittenPath = path }, names);

    private static (FileOpener Opener, string[] Names) Copied(string read, string written, params string[] names) =>
        (new FileOpener(OpenerForm.Path, Reads: true, Writes: true) { ReadPaths = [read], WrittenPath = written }, names);

    private static (FileOpener Opener, string[] Names) Hide(HiddenOpening reason, string read, string written, params string[] names) =>
        (new FileOpener(OpenerForm.Hidden, read.Length > 0, written.Length > 0) { ReadPaths = read.Length > 0 ? [read] : [], WrittenPath = written, Hidden = reason }, names);

    /// <summary>A member, and how it opens a file.</summary>
    private sealed record Row(string Namespace, string Type, string Name, FileOpener Opener);
}

using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Policies;

/// <summary>What the tables of the analyzers say about each member of .NET that opens a file by its path.</summary>
public sealed class OpenerTableTests
{
    [Fact]
    public void Each_member_opens_its_file_as_the_table_says() =>
        Assert.Equal(Expected.ReplaceLineEndings("\n"), string.Join('\n', Rows().Order(StringComparer.Ordinal)));

    /// <summary>Describes the openers of all overloads of .NET, with the members of a type that have the same openers in one line.</summary>
    private static IEnumerable<string> Rows() =>
        from method in DotNetMembers.Methods()
        where method.MethodKind == MethodKind.Ordinary
        from opener in FileOpeners.Find(method)
        group method.Name by $"{method.ContainingType.ToDisplayString()}: {Describe(opener)}" into row
        select $"{row.Key}: {string.Join(' ', row.Distinct().Order(StringComparer.Ordinal))}";

    private static string Describe(FileOpener opener) => string.Join(' ', [
        opener.Form == OpenerForm.Hidden ? opener.Hidden.ToString() : opener.Form.ToString(),
        .. opener.Reads ? [$"reads({string.Join(' ', opener.ReadPaths)})"] : Array.Empty<string>(),
        .. opener.Writes ? [$"writes({opener.WrittenPath})"] : Array.Empty<string>(),
    ]);

    private const string Expected = """
        Microsoft.VisualBasic.FileIO.FileSystem: Directory reads(sourceDirectoryName) writes(destinationDirectoryName): CopyDirectory
        Microsoft.VisualBasic.FileIO.FileSystem: KeptOpen reads(file): OpenTextFieldParser
        Microsoft.VisualBasic.FileIO.FileSystem: Path reads(file): ReadAllBytes ReadAllText
        Microsoft.VisualBasic.FileIO.FileSystem: Path reads(sourceFileName) writes(destinationFileName): CopyFile
        Microsoft.VisualBasic.FileIO.FileSystem: Path writes(file): WriteAllBytes WriteAllText
        Microsoft.VisualBasic.FileIO.FileSystem: Stream reads(file): OpenTextFileReader
        Microsoft.VisualBasic.FileIO.FileSystem: Stream writes(file): OpenTextFileWriter
        Microsoft.VisualBasic.FileSystem: Path reads(Source) writes(Destination): FileCopy
        Microsoft.VisualBasic.FileSystem: UnknownPath reads(FileName) writes(FileName): FileOpen
        System.Activator: Code reads(assemblyFile): CreateInstanceFrom
        System.AppDomain: Code reads(assemblyFile): CreateInstanceFrom CreateInstanceFromAndUnwrap ExecuteAssembly
        System.Data.DataSet: Path reads(fileName): InferXmlSchema ReadXml ReadXmlSchema
        System.Data.DataSet: Path writes(fileName): WriteXml WriteXmlSchema
        System.Data.DataTable: Path reads(fileName): ReadXml ReadXmlSchema
        System.Data.DataTable: Path writes(fileName): WriteXml WriteXmlSchema
        System.Diagnostics.FileVersionInfo: Path reads(fileName): GetVersionInfo
        System.Formats.Tar.TarEntry: Path writes(destinationFileName): ExtractToFile ExtractToFileAsync
        System.Formats.Tar.TarFile: Directory reads(sourceDirectoryName): CreateFromDirectory CreateFromDirectoryAsync
        System.Formats.Tar.TarFile: Directory writes(destinationDirectoryName): ExtractToDirectory ExtractToDirectoryAsync
        System.Formats.Tar.TarFile: Path reads(sourceFileName): ExtractToDirectory ExtractToDirectoryAsync
        System.Formats.Tar.TarFile: Path writes(destinationFileName): CreateFromDirectory CreateFromDirectoryAsync
        System.Formats.Tar.TarWriter: Path reads(fileName): WriteEntry WriteEntryAsync
        System.IO.Compression.ZipFile: Directory reads(sourceDirectoryName): CreateFromDirectory CreateFromDirectoryAsync
        System.IO.Compression.ZipFile: Directory writes(destinationDirectoryName): ExtractToDirectory ExtractToDirectoryAsync
        System.IO.Compression.ZipFile: KeptOpen reads(archiveFileName) writes(archiveFileName): Open OpenAsync
        System.IO.Compression.ZipFile: KeptOpen reads(archiveFileName): OpenRead OpenReadAsync
        System.IO.Compression.ZipFile: Path reads(sourceArchiveFileName): ExtractToDirectory ExtractToDirectoryAsync
        System.IO.Compression.ZipFile: Path writes(destinationArchiveFileName): CreateFromDirectory CreateFromDirectoryAsync
        System.IO.Compression.ZipFileExtensions: Directory writes(destinationDirectoryName): ExtractToDirectory ExtractToDirectoryAsync
        System.IO.Compression.ZipFileExtensions: Path reads(sourceFileName): CreateEntryFromFile CreateEntryFromFileAsync
        System.IO.Compression.ZipFileExtensions: Path writes(destinationFileName): ExtractToFile ExtractToFileAsync
        System.IO.File: Handle reads(path) writes(path): OpenHandle
        System.IO.File: Lines reads(path): ReadLines ReadLinesAsync
        System.IO.File: Path reads(path): ReadAllBytes ReadAllBytesAsync ReadAllLines ReadAllLinesAsync ReadAllText ReadAllTextAsync
        System.IO.File: Path reads(sourceFileName) writes(destFileName): Copy
        System.IO.File: Path writes(path): AppendAllBytes AppendAllBytesAsync AppendAllLines AppendAllLinesAsync AppendAllText AppendAllTextAsync WriteAllBytes WriteAllBytesAsync WriteAllLines WriteAllLinesAsync WriteAllText WriteAllTextAsync
        System.IO.File: Stream reads(path) writes(path): Create Open
        System.IO.File: Stream reads(path): OpenRead OpenText
        System.IO.File: Stream writes(path): AppendText CreateText OpenWrite
        System.IO.FileInfo: Path reads() writes(destFileName): CopyTo
        System.IO.FileInfo: Stream reads(path) writes(path): Create Open
        System.IO.FileInfo: Stream reads(path): OpenRead OpenText
        System.IO.FileInfo: Stream writes(path): AppendText CreateText OpenWrite
        System.IO.IsolatedStorage.IsolatedStorageFile: UnknownPath reads(path) writes(path): CreateFile OpenFile
        System.IO.IsolatedStorage.IsolatedStorageFile: UnknownPath reads(sourceFileName) writes(destinationFileName): CopyFile
        System.IO.MemoryMappedFiles.MemoryMappedFile: Mapped reads(path) writes(path): CreateFromFile
        System.Net.Sockets.Socket: Event reads(fileName): BeginSendFile
        System.Net.Sockets.Socket: Path reads(fileName): SendFile SendFileAsync
        System.Net.WebClient: Event reads(fileName): UploadFileAsync
        System.Net.WebClient: Event writes(fileName): DownloadFileAsync
        System.Net.WebClient: Path reads(fileName): UploadFile UploadFileTaskAsync
        System.Net.WebClient: Path writes(fileName): DownloadFile DownloadFileTaskAsync
        System.Reflection.Assembly: Code reads(assemblyFile): LoadFrom ReflectionOnlyLoadFrom UnsafeLoadFrom
        System.Reflection.Assembly: Code reads(path): LoadFile
        System.Reflection.AssemblyName: Path reads(assemblyFile): GetAssemblyName
        System.Reflection.Emit.PersistedAssemblyBuilder: Path writes(assemblyFileName): Save
        System.Reflection.Metadata.MetadataReader: Path reads(assemblyFile): GetAssemblyName
        System.Runtime.InteropServices.NativeLibrary: Code reads(libraryPath): Load TryLoad
        System.Runtime.Loader.AssemblyLoadContext: Code reads(assemblyPath): LoadFromAssemblyPath
        System.Runtime.Loader.AssemblyLoadContext: Code reads(nativeImagePath): LoadFromNativeImagePath
        System.Runtime.Loader.AssemblyLoadContext: Code reads(unmanagedDllPath): LoadUnmanagedDllFromPath
        System.Runtime.Loader.AssemblyLoadContext: Path reads(assemblyPath): GetAssemblyName
        System.Security.Cryptography.X509Certificates.X509Certificate2: Path reads(certPemFilePath keyPemFilePath): CreateFromEncryptedPemFile CreateFromPemFile
        System.Security.Cryptography.X509Certificates.X509Certificate2: Path reads(fileName): GetCertContentType Import
        System.Security.Cryptography.X509Certificates.X509Certificate2Collection: Path reads(certPemFilePath): ImportFromPemFile
        System.Security.Cryptography.X509Certificates.X509Certificate2Collection: Path reads(fileName): Import
        System.Security.Cryptography.X509Certificates.X509Certificate: Path reads(fileName): Import
        System.Security.Cryptography.X509Certificates.X509Certificate: Path reads(filename): CreateFromCertFile CreateFromSignedFile
        System.Security.Cryptography.X509Certificates.X509CertificateLoader: Path reads(path): LoadCertificateFromFile LoadPkcs12CollectionFromFile LoadPkcs12FromFile
        System.Xml.Linq.XDocument: Path reads(uri): Load
        System.Xml.Linq.XDocument: Path writes(fileName): Save
        System.Xml.Linq.XElement: Path reads(uri): Load
        System.Xml.Linq.XElement: Path writes(fileName): Save
        System.Xml.Linq.XStreamingElement: Path writes(fileName): Save
        System.Xml.Schema.XmlSchemaCollection: Path reads(uri): Add
        System.Xml.Schema.XmlSchemaSet: Path reads(schemaUri): Add
        System.Xml.XmlDataDocument: Path reads(filename): Load
        System.Xml.XmlDocument: Path reads(filename): Load
        System.Xml.XmlDocument: Path writes(filename): Save
        System.Xml.XmlReader: KeptOpen reads(inputUri): Create
        System.Xml.XmlWriter: KeptOpen writes(outputFileName): Create
        System.Xml.Xsl.XslCompiledTransform: Path reads(inputUri) writes(resultsFile): Transform
        System.Xml.Xsl.XslCompiledTransform: Path reads(inputUri): Transform
        System.Xml.Xsl.XslCompiledTransform: Path reads(stylesheetUri): Load
        System.Xml.Xsl.XslTransform: Path reads(inputfile) writes(outputfile): Transform
        System.Xml.Xsl.XslTransform: Path reads(url): Load
        """;
}

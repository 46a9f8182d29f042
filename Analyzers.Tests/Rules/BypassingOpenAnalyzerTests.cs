using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.BypassingOpenAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class BypassingOpenAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M() { Func<string, FileStream> open = File.{|IOP306:OpenRead|}; open(\"name\"); }", Label = "a delegate")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<byte[]> M(string[] paths) => paths.Select(File.{|IOP306:ReadAllBytes|});", Label = "an argument")]
    [InlineData("[DropPagesAfterFullWrite] Func<FileStream> M(FileInfo info) => info.{|IOP306:Create|};", Label = "a method of an object")]
    [InlineData("[DropPagesAfterFullRead] class Inner { Func<string, string> _read = File.{|IOP306:ReadAllText|}; }", Label = "a field of a type")]
    [InlineData("[DropPagesAfterFullRead] System.Linq.Expressions.Expression<Func<string, FileStream>> M() => path => File.{|IOP306:OpenRead|}(path);", Label = "an expression tree")]
    [InlineData("[DropPagesAfterFullRead] Func<string, FileMode, FileAccess, FileShare, FileOptions, long, SafeFileHandle> M() => File.{|IOP306:OpenHandle|};", Label = "a handle")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var xml = System.Xml.XmlReader.{|IOP306:Create|}(path); }", Label = "a reader that keeps the file")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) { using var xml = System.Xml.XmlWriter.{|IOP306:Create|}(path); }", Label = "a writer that keeps the file")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var zip = System.IO.Compression.ZipFile.{|IOP306:OpenRead|}(path); }", Label = "an archive that keeps the file")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) { using var zip = System.IO.Compression.ZipFile.{|IOP306:Open|}(path, System.IO.Compression.ZipArchiveMode.Create); }", Label = "an archive that is written")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var map = System.IO.MemoryMappedFiles.MemoryMappedFile.{|IOP306:CreateFromFile|}(path); }", Label = "a mapping")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { System.Reflection.Assembly.{|IOP306:LoadFile|}(path); }", Label = "loaded code")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { System.Runtime.InteropServices.NativeLibrary.{|IOP306:Load|}(path); }", Label = "native code")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) => System.IO.Compression.ZipFile.{|IOP306:ExtractToDirectory|}(path, path + \".d\");", Label = "the files that come out of an archive")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) => System.Formats.Tar.TarFile.{|IOP306:CreateFromDirectory|}(path, path + \".tar\", false);", Label = "the source directory of an archive")]
    [InlineData("[DropPagesAfterFullRead] void M(System.IO.IsolatedStorage.IsolatedStorageFile store) { using var file = store.{|IOP306:OpenFile|}(\"name\", FileMode.Open); }", Label = "an isolated file")]
    [InlineData("[DropPagesAfterFullRead] void M(System.Net.Sockets.Socket socket) => socket.{|IOP306:BeginSendFile|}(\"name\", null, null);", Label = "an asynchronous operation with a callback")]
    [InlineData("[HeaderOnly] void M(string path) { using var xml = System.Xml.XmlReader.{|IOP306:Create|}(path); }", Label = "the header of a file that stays open")]
    [InlineData("[DropPagesAfterFullRead] Func<string, System.Xml.Linq.XDocument> M() => System.Xml.Linq.XDocument.{|IOP306:Load|};", Label = "a method group of another class")]
    [InlineData("class Document : System.Xml.XmlDocument { [DropPagesAfterFullRead] void M() => base.{|IOP306:Load|}(\"name\"); }", Label = "a base call")]
    public Task A_use_that_cannot_be_intercepted_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a call")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<byte[]> M(string[] paths) => paths.Select(path => File.ReadAllBytes(path));", Label = "a call in a lambda")]
    [InlineData("[DropPagesAfterFullRead] string M(string path) => nameof(File.OpenRead) + File.ReadAllText(path);", Label = "nameof")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { Action<string, byte[]> write = File.WriteAllBytes; write(path, File.ReadAllBytes(path)); }", Label = "another direction")]
    [InlineData("Func<string, FileStream> M() => File.OpenRead;", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead] Func<string, FileStream> M(Stream file) => File.OpenRead;", Label = "a policy for a file of the method")]
    [InlineData("[DropPagesAfterFullRead] Func<string, bool> M(string path) { File.ReadAllBytes(path); return File.Exists; }", Label = "a method that opens no file")]
    [InlineData("[DropPagesAfterFullRead] Func<string, int> M(string path) { File.ReadAllBytes(path); return OpenRead; } static int OpenRead(string path) => 1;", Label = "a method of the user with the same name")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) { return Read(); byte[] Read() => File.ReadAllBytes(path); }", Label = "a call in a local function")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path); Func<string, byte[]> Other() => File.ReadAllBytes;", Label = "a method group of another member")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) => System.Xml.Linq.XDocument.Load(path);", Label = "a document that the member closes")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); System.Xml.Linq.XDocument.Load(file); using var xml = System.Xml.XmlReader.Create(file); }", Label = "a document in a stream")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) => System.IO.Compression.ZipFile.ExtractToDirectory(path, path + \".d\");", Label = "an archive that is read")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) => System.IO.Compression.ZipFile.CreateFromDirectory(path, path + \".zip\");", Label = "an archive that is written")]
    [InlineData("[DropPagesAfterFullRead] void M(string path, System.IO.Compression.ZipArchive zip) => System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(zip, path, \"name\");", Label = "an entry of an archive")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(path))] void M(string path) { using var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(path); }", Label = "a mapping under a policy for its path")]
    public Task A_call_or_a_use_without_such_a_policy_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("Func<string, FileStream> M(string path) => File.{|#0:OpenRead|};", "This method group of 'File.OpenRead'", "a call through a delegate cannot be intercepted. Use a lambda that calls it.", Label = "a delegate")]
    [InlineData("Func<string, System.Xml.XmlReader> M(string path) => System.Xml.XmlReader.{|#0:Create|};", "This method group of 'XmlReader.Create'", "the object that it returns keeps the file open. Open the file with File.OpenRead, and pass its stream.", Label = "a delegate that keeps the file open")]
    [InlineData("System.Linq.Expressions.Expression<Func<string, FileStream>> M() => path => File.{|#0:OpenRead|}(path);", "This call of 'File.OpenRead'", "the expression tree would contain the interceptor. Open the file in an ordinary call, and use DropBehind().", Label = "an expression tree")]
    [InlineData("object M(string path) => System.Xml.XmlReader.{|#0:Create|}(path);", "This call of 'XmlReader.Create'", "the object that it returns keeps the file open. Open the file with File.OpenRead, and pass its stream.", Label = "a reader")]
    [InlineData("object M(string path) => System.IO.MemoryMappedFiles.MemoryMappedFile.{|#0:CreateFromFile|}(path);", "This call of 'MemoryMappedFile.CreateFromFile'", "the kernel does not drop mapped pages. Name the path with File = nameof(...), and dispose of the mapping in the method.", Label = "a mapping")]
    [InlineData("object M(string path) => System.Reflection.Assembly.{|#0:LoadFile|}(path);", "This call of 'Assembly.LoadFile'", "the code that it loads stays mapped. Move the call out of the code with the policy.", Label = "loaded code")]
    [InlineData("void M(string path) => System.Formats.Tar.TarFile.{|#0:CreateFromDirectory|}(path, path, false);", "This call of 'TarFile.CreateFromDirectory'", "it opens the files of a directory. Name the directory with File = nameof(...), and set Recurse = true.", Label = "a directory")]
    [InlineData("void M(System.Net.Sockets.Socket socket) => socket.{|#0:BeginSendFile|}(\"name\", null, null);", "This call of 'Socket.BeginSendFile'", "it returns before it has closed the file. Use the member that returns a task.", Label = "an asynchronous operation with a callback")]
    [InlineData("object M(System.IO.IsolatedStorage.IsolatedStorageFile store) => store.{|#0:OpenFile|}(\"name\", FileMode.Open);", "This call of 'IsolatedStorageFile.OpenFile'", "the path of the file is not known here. Use File, or call DropBehind() on the stream.", Label = "an isolated file")]
    public Task The_message_says_what_to_do(string member, string use, string message) => Check.Reports(
        Class("[DropPagesAfterFullRead] " + member),
        null,
        new DiagnosticResult("IOP306", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"{use} bypasses [DropPagesAfterFullRead] of 'M' because {message}"));

    [Fact]
    public Task The_message_names_the_member_that_creates_a_file() => Check.Reports(
        Class("[DropPagesAfterFullWrite] object M(string path) => System.Xml.XmlWriter.{|#0:Create|}(path);"),
        null,
        new DiagnosticResult("IOP306", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "This call of 'XmlWriter.Create' bypasses [DropPagesAfterFullWrite] of 'M' because the object that it returns keeps the file open. Open the file with File.Create, and pass its stream."));

    [Fact]
    public Task A_call_in_one_of_two_identical_files_is_reported()
    {
        const string Reader = "file class Reader { [DropPagesAfterFullRead] static byte[] M(string path) => File.{|IOP306:ReadAllBytes|}(path); }";
        return Check.ReportsIn(("/1/Reader.cs", Reader), ("/2/Reader.cs", Reader));
    }

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

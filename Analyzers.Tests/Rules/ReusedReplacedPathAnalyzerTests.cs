using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ReusedReplacedPathAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP013 on bodies that use the path of the replaced file.</summary>
public sealed class ReusedReplacedPathAnalyzerTests
{
    [Theory]
    [InlineData("a whole-file write", "{|IOP013:File.WriteAllText(path, text)|};")]
    [InlineData("an append", "{|IOP013:File.AppendAllText(path, text)|};")]
    [InlineData("File.Create", "using var other2 = {|IOP013:File.Create(path)|};")]
    [InlineData("OpenWrite", "using var other2 = {|IOP013:File.OpenWrite(path)|};")]
    [InlineData("a stream", "using var other2 = {|IOP013:new FileStream(path, FileMode.Create)|};")]
    [InlineData("a writer", "using var other2 = {|IOP013:new StreamWriter(path)|};")]
    [InlineData("a deletion", "{|IOP013:File.Delete(path)|};")]
    [InlineData("a rename away", "{|IOP013:File.Move(path, other)|};")]
    [InlineData("a rename into place", "{|IOP013:File.Move(other, path, true)|};")]
    [InlineData("a replacement of the file", "{|IOP013:File.Replace(other, path, null)|};")]
    [InlineData("a replacement by the file", "{|IOP013:File.Replace(path, other, null)|};")]
    [InlineData("a copy into place", "{|IOP013:File.Copy(other, path, true)|};")]
    [InlineData("by an alias", "var target = path; {|IOP013:File.WriteAllText(target, text)|};")]
    [InlineData("a read", "var old = {|IOP013:File.ReadAllText(path)|};")]
    [InlineData("OpenRead", "using var old = {|IOP013:File.OpenRead(path)|}; old.CopyTo(file);")]
    [InlineData("a reader", "using var old = {|IOP013:new StreamReader(path)|};")]
    [InlineData("a copy of the old file", "{|IOP013:File.Copy(path, other)|};")]
    public Task A_use_of_the_path_is_reported(string label, string code) => Check.Reports(ClosedReplacementAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("another path", "File.WriteAllText(other, text);")]
    [InlineData("a rename of other files", "File.Move(other, text);")]
    [InlineData("a copy of other files", "File.Copy(other, text);")]
    [InlineData("a replacement of other files", "File.Replace(other, text, null);")]
    [InlineData("a deletion of another file", "File.Delete(other);")]
    [InlineData("a read of another file", "var old = File.ReadAllText(other); using var reader = new StreamReader(other);")]
    [InlineData("a name beside it", "File.WriteAllText(path + \".log\", text);")]
    [InlineData("a combined path", "File.Delete(Path.Combine(path, text));")]
    [InlineData("File.Exists", "var exists = File.Exists(path);")]
    [InlineData("a timestamp", "var time = File.GetLastWriteTimeUtc(path);")]
    [InlineData("the text of the path", "file.Write(Encoding.UTF8.GetBytes(path));")]
    [InlineData("the name", "var name = Path.GetFileName(path);")]
    [InlineData("a reassigned parameter", "path = other; File.WriteAllText(path, text);")]
    [InlineData("a reassigned local", "var target = path; target = other; File.WriteAllText(target, text);")]
    [InlineData("content, not a path", "File.WriteAllText(other, path);")]
    [InlineData("a directory", "Directory.CreateDirectory(path);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(ClosedReplacementAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("a field", "readonly string _path = \"\"; [ReplacesFile(nameof(_path))] partial void Save(); void SaveCore(Stream file) => {|IOP013:File.WriteAllText(_path, \"\")|};")]
    [InlineData("an overload before", "readonly string _path = \"\"; void Save(int number) { } [ReplacesFile(nameof(_path))] partial void Save(); void SaveCore(Stream file) => {|IOP013:File.WriteAllText(_path, \"\")|};")]
    [InlineData("two overloads", "readonly string _path = \"\"; [ReplacesFile(nameof(_path))] partial void Save(int a); void SaveCore(Stream file, int a) => {|IOP013:File.Delete(_path)|}; [ReplacesFile(nameof(_path))] partial void Save(string b); void SaveCore(Stream file, string b) => {|IOP013:File.Delete(_path)|};")]
    [InlineData("a property", "static string Place => \"\"; [ReplacesFile(nameof(Place))] static partial void Save(); static void SaveCore(Stream file) => {|IOP013:File.Delete(Place)|};")]
    [InlineData("the path after the stream", "[ReplacesFile(nameof(path))] static partial void Save(string text, string path); static void SaveCore(string text, Stream file, string path) { File.Delete(text); {|IOP013:File.Delete(path)|}; }")]
    [InlineData("the caller", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(Stream file) { } static void All(string path) { Save(path); File.ReadAllText(path); }")]
    [InlineData("the body without a path", "[ReplacesFile(nameof(path))] static partial void Save(string path, string text); static void SaveCore(Stream file, string text) => File.WriteAllText(text, text);")]
    public Task The_path_can_be_a_member_or_any_parameter(string label, string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass(label, code));

    [Theory]
    [InlineData("{|#0:File.WriteAllText(path, text)|};", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning, "'File.WriteAllText' changes the old file of 'path', which [ReplacesFile] on 'Save' then replaces. Write to 'file' instead.")]
    [InlineData("using var old = {|#0:new StreamReader(path)|};", Microsoft.CodeAnalysis.DiagnosticSeverity.Info, "'StreamReader' opens the old file of 'path', and not the new file of [ReplacesFile] on 'Save'. Use 'file' for the new content.")]
    public Task A_change_is_a_warning_and_a_read_is_a_suggestion(string code, Microsoft.CodeAnalysis.DiagnosticSeverity severity, string message) => Check.Reports(
        ClosedReplacementAnalyzerTests.Class("message", code),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP013", severity).WithLocation(0).WithMessage(message));
}

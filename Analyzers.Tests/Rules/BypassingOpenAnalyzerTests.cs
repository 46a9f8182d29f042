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
    public Task A_use_that_cannot_be_intercepted_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a call")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<byte[]> M(string[] paths) => paths.Select(path => File.ReadAllBytes(path));", Label = "a call in a lambda")]
    [InlineData("[DropPagesAfterFullRead] string M(string path) => nameof(File.OpenRead) + File.ReadAllText(path);", Label = "nameof")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { Action<string, byte[]> write = File.WriteAllBytes; write(path, File.ReadAllBytes(path)); }", Label = "another direction")]
    [InlineData("Func<string, FileStream> M() => File.OpenRead;", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead] Func<string, FileStream> M(Stream file) => File.OpenRead;", Label = "a policy for a file of the method")]
    [InlineData("[DropPagesAfterFullRead] Func<string, bool> M(string path) { File.ReadAllBytes(path); return File.Exists; }", Label = "a method that opens no file")]
    [InlineData("[DropPagesAfterFullRead] Func<string, int> M(string path) { File.ReadAllBytes(path); return OpenRead; } static int OpenRead(string path) => 1;", Label = "a method of another class")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) { return Read(); byte[] Read() => File.ReadAllBytes(path); }", Label = "a call in a local function")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path); Func<string, byte[]> Other() => File.ReadAllBytes;", Label = "a method group of another member")]
    public Task Other_uses_are_not(string member) => Check.Reports(Class(member));

    [Fact]
    public Task The_message_says_what_to_do() => Check.Reports(
        Class("[DropPagesAfterFullRead] Func<string, FileStream> M(string path) => File.{|#0:OpenRead|};"),
        null,
        new DiagnosticResult("IOP306", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "This method group of 'File.OpenRead' bypasses [DropPagesAfterFullRead] of 'M' because a call through a delegate cannot be intercepted. Use a lambda that calls it."));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

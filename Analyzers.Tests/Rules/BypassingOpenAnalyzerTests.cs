using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.BypassingOpenAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class BypassingOpenAnalyzerTests
{
    [Theory]
    [InlineData("a delegate", "[DropPagesAfterFullRead] void M() { Func<string, FileStream> open = File.{|IOP306:OpenRead|}; open(\"name\"); }")]
    [InlineData("an argument", "[DropPagesAfterFullRead] IEnumerable<byte[]> M(string[] paths) => paths.Select(File.{|IOP306:ReadAllBytes|});")]
    [InlineData("a method of an object", "[DropPagesAfterFullWrite] Func<FileStream> M(FileInfo info) => info.{|IOP306:Create|};")]
    [InlineData("a field of a type", "[DropPagesAfterFullRead] class Inner { Func<string, string> _read = File.{|IOP306:ReadAllText|}; }")]
    [InlineData("an expression tree", "[DropPagesAfterFullRead] System.Linq.Expressions.Expression<Func<string, FileStream>> M() => path => File.{|IOP306:OpenRead|}(path);")]
    public Task A_use_that_cannot_be_intercepted_is_reported(string label, string member) => Reports(label, member);

    [Theory]
    [InlineData("a call", "[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);")]
    [InlineData("a call in a lambda", "[DropPagesAfterFullRead] IEnumerable<byte[]> M(string[] paths) => paths.Select(path => File.ReadAllBytes(path));")]
    [InlineData("nameof", "[DropPagesAfterFullRead] string M(string path) => nameof(File.OpenRead) + File.ReadAllText(path);")]
    [InlineData("another direction", "[DropPagesAfterFullRead] void M(string path) { Action<string, byte[]> write = File.WriteAllBytes; write(path, File.ReadAllBytes(path)); }")]
    [InlineData("no policy", "Func<string, FileStream> M() => File.OpenRead;")]
    [InlineData("a policy for a file of the method", "[DropPagesAfterFullRead] Func<string, FileStream> M(Stream file) => File.OpenRead;")]
    [InlineData("a method that opens no file", "[DropPagesAfterFullRead] Func<string, bool> M(string path) { File.ReadAllBytes(path); return File.Exists; }")]
    [InlineData("a method of another class", "[DropPagesAfterFullRead] Func<string, int> M(string path) { File.ReadAllBytes(path); return OpenRead; } static int OpenRead(string path) => 1;")]
    [InlineData("a call in a local function", "[DropPagesAfterFullRead] byte[] M(string path) { return Read(); byte[] Read() => File.ReadAllBytes(path); }")]
    [InlineData("a method group of another member", "[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path); Func<string, byte[]> Other() => File.ReadAllBytes;")]
    public Task Other_uses_are_not(string label, string member) => Reports(label, member);

    [Fact]
    public Task The_message_says_what_to_do() => Check.Reports(
        Class("[DropPagesAfterFullRead] Func<string, FileStream> M(string path) => File.{|#0:OpenRead|};"),
        null,
        new DiagnosticResult("IOP306", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "This method group of 'File.OpenRead' bypasses [DropPagesAfterFullRead] of 'M' because a call through a delegate cannot be intercepted. Use a lambda that calls it."));

    private static Task Reports(string label, string member)
    {
        Assert.NotNull(label);
        return Check.Reports(Class(member));
    }

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnsupportedWindowAnalyzer, IoPolicy.CodeFixes.UnsupportedWindowCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class UnsupportedWindowAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 1048576|})] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})] void M(BinaryReader file) { }")]
    [InlineData("[DropPagesAfterFullWrite({|IOP204:WindowBytes = 65536|}, Durable = true)] void M(BinaryWriter file) { }")]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})] void M() { } FileStream _file = null!;", Label = "a field")]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})] void M(ref FileStream file) { }", Label = "a ref parameter")]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})] void M(BufferedStream file) { }", Label = "another stream than FileStream")]
    public Task Unsupported_windows_are_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 1048576)] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 1048576)] void M(FileStream file) { }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path), WindowBytes = 1048576)] void M(string path) { }")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_path), WindowBytes = 1048576)] void M() { } string _path = null!;", Label = "a path in a field")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 1048576)] void M(FileStream? file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] FileStream M() => null!;", Label = "a result")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(string name) => File.OpenRead(name).ReadByte();", Label = "opened files")]
    [InlineData("[DropPagesAfterFullRead] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(SafeFileHandle file) { }", Label = "windows switched off")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = -1)] void M(BinaryReader file) { }", Label = "the automatic window")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 100)] void M(SafeFileHandle file) { }", Label = "a size that has a rule of its own")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536, File = nameof(b))] void M(SafeFileHandle a, Stream b) { }", Label = "a named stream beside a handle")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(SafeFileHandle a, SafeFileHandle b) { }", Label = "two candidates, which have a rule of their own")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(string path) { }", Label = "a path that is not named")]
    [InlineData("[HeaderOnly] void M(SafeFileHandle file) { }", Label = "a header")]
    public Task Other_windows_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})]", "[DropPagesAfterFullRead]")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file), {|IOP204:WindowBytes = 65536|}, KeepPagesVariable = \"X\")]", "[DropPagesAfterFullRead(File = nameof(file), KeepPagesVariable = \"X\")]")]
    public Task The_fix_removes_the_option(string attribute, string withFix) => Check.Fixes(
        Class($"{attribute} void M(SafeFileHandle file) {{ }}"),
        Class($"{withFix} void M(SafeFileHandle file) {{ }}"));

    [Fact]
    public Task Fix_all_changes_each_method() => Check.Fixes(
        Class("[DropPagesAfterFullRead({|IOP204:WindowBytes = 65536|})] void M(SafeFileHandle file) { } [DropPagesAfterFullWrite({|IOP204:WindowBytes = 65536|})] void N(SafeFileHandle file) { }"),
        Class("[DropPagesAfterFullRead] void M(SafeFileHandle file) { } [DropPagesAfterFullWrite] void N(SafeFileHandle file) { }"),
        iterations: 2);

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

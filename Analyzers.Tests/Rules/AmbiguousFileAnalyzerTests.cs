using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.AmbiguousFileAnalyzer, IoPolicy.CodeFixes.AmbiguousFileCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class AmbiguousFileAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP002:DropPagesAfterFullRead|}] void M(FileStream file, Stream other) { }", Label = "two parameters of different types")]
    [InlineData("[{|IOP002:DropPagesAfterFullWrite|}] void M(Stream from, Stream to) { }", Label = "two parameters of one type")]
    [InlineData("[{|IOP002:HeaderOnly|}] void M(BinaryReader reader, BinaryWriter writer) { }", Label = "a reader and a writer")]
    [InlineData("[{|IOP002:HeaderOnly|}] void M() { } Stream _a = null!; Stream _b = null!;", Label = "two fields")]
    [InlineData("[{|IOP002:DropPagesAfterFullRead(WindowBytes = 0)|}] void M(SafeFileHandle a, SafeFileHandle b, int c) { }", Label = "two handles")]
    [InlineData("[{|IOP002:DropPagesAfterFullRead|}, {|IOP002:DropPagesAfterFullWrite|}] void M(Stream from, Stream to) { }", Label = "two policies")]
    public Task More_than_one_candidate_is_reported(string member) => Check.Reports(Class(member));

    [Fact]
    public Task The_receiver_of_an_extension_block_is_a_candidate() => Check.Reports(
        """
        static class C
        {
            extension(Stream from)
            {
                [{|IOP002:DropPagesAfterFullRead|}] public void M(Stream to) { }
            }
        }
        """);

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { }", Label = "one parameter")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from))] void M(Stream from, Stream to) { }", Label = "a name")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from)), DropPagesAfterFullWrite(File = nameof(to))] void M(Stream from, Stream to) { }", Label = "a name for each policy")]
    [InlineData("[HeaderOnly] void M(Stream file) { } Stream _other = null!;", Label = "a parameter before a field")]
    [InlineData("[HeaderOnly(File = nameof(_b))] void M() { } Stream _a = null!; Stream _b = null!;", Label = "the name of a field")]
    [InlineData("[HeaderOnly] void M() { }", Label = "no candidate")]
    [InlineData("[HeaderOnly] void M(Stream file, out Stream other) { other = null!; }", Label = "an out parameter")]
    [InlineData("[HeaderOnly] void M(Stream file, string path) { }", Label = "a path that is not named")]
    [InlineData("[HeaderOnly] void M(Stream file, MemoryStream memory) { }", Label = "a stream in memory")]
    [InlineData("[HeaderOnly(File = nameof(path))] void M(Stream file, string path) { }", Label = "the name of a path")]
    [InlineData("[HeaderOnly(File = \"nope\")] void M(Stream a, Stream b) { }", Label = "a wrong name")]
    [InlineData("void M(Stream from, Stream to) { }", Label = "no policy")]
    [InlineData("abstract class Wrapped : Stream { Stream _inner = null!; [HeaderOnly] void M() { } }", Label = "a stream around a stream")]
    [InlineData("abstract class Base { protected abstract Stream File { get; } } class Derived : Base { protected override Stream File => null!; [HeaderOnly] void M() { } }", Label = "an override of a property")]
    [InlineData("class Base { protected Stream File = null!; } class Derived : Base { protected new Stream File = null!; [HeaderOnly] void M() { } }", Label = "a field that hides another")]
    [InlineData("class Base { protected Stream File = null!; } class Derived : Base { protected new string File = \"\"; [HeaderOnly] void M() { } }", Label = "a field of another type that hides the base's stream")]
    [InlineData("class Own : BinaryWriter { [DropPagesAfterFullWrite] void M() { } }", Label = "a class derived from a writer")]
    [InlineData("interface IOwner { Stream File { get; } } class Owner : IOwner { Stream _file = null!; Stream IOwner.File => _file; [HeaderOnly] void M() { } }", Label = "an explicit implementation of a property")]
    public Task At_most_one_candidate_or_a_name_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData(0, "[DropPagesAfterFullRead(File = nameof(from))]")]
    [InlineData(1, "[DropPagesAfterFullRead(File = nameof(to))]")]
    public Task The_fix_names_a_candidate(int action, string attribute) => Check.Fixes(
        Class("[{|IOP002:DropPagesAfterFullRead|}] void M(Stream from, Stream to) { from.CopyTo(Stream.Null); to.CopyTo(Stream.Null); }"),
        Class($"{attribute} void M(Stream from, Stream to) {{ from.CopyTo(Stream.Null); to.CopyTo(Stream.Null); }}"),
        action);

    [Theory]
    [InlineData("DropPagesAfterFullRead", "from")]
    [InlineData("DropPagesAfterFullWrite", "to")]
    public Task The_fix_offers_the_file_that_is_used_in_the_direction_of_the_policy(string attribute, string file) => Check.Fixes(
        Class($"[{{|IOP002:{attribute}|}}] void M(Stream unused, Stream from, Stream to) {{ from.CopyTo(to); }}"),
        Class($"[{attribute}(File = nameof({file}))] void M(Stream unused, Stream from, Stream to) {{ from.CopyTo(to); }}"));

    [Fact]
    public Task The_fix_offers_the_file_whose_header_is_read() => Check.Fixes(
        Class("[{|IOP002:HeaderOnly|}] void M(Stream unused, Stream head, Stream to) { head.ReadExactly(new byte[8]); to.WriteByte(1); }"),
        Class("[HeaderOnly(File = nameof(head))] void M(Stream unused, Stream head, Stream to) { head.ReadExactly(new byte[8]); to.WriteByte(1); }"));

    [Fact]
    public Task If_no_file_fits_the_message_names_all_candidates() => Check.Reports(
        Class("[{|#0:DropPagesAfterFullRead|}] void M(Stream from, Stream to) { }"),
        null,
        new DiagnosticResult("IOP002", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithArguments("[DropPagesAfterFullRead]", "M", "'from' or 'to'"));

    [Fact]
    public Task The_fix_keeps_other_options() => Check.Fixes(
        Class("[{|IOP002:DropPagesAfterFullRead(WindowBytes = 0)|}] void M(Stream @in, Stream to) { @in.CopyTo(Stream.Null); }"),
        Class("[DropPagesAfterFullRead(File = nameof(@in), WindowBytes = 0)] void M(Stream @in, Stream to) { @in.CopyTo(Stream.Null); }"),
        0);

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

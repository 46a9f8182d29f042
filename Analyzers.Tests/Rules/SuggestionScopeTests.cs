using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Headers = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnannotatedHeaderAnalyzer, IoPolicy.CodeFixes.UnannotatedHeaderCodeFix>;
using Payloads = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnannotatedPayloadAnalyzer, IoPolicy.CodeFixes.UnannotatedPayloadCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary><c>iopolicy.suggest_policies</c> in a .globalconfig: the types for which IOP401 and IOP402 suggest policies.</summary>
public sealed class SuggestionScopeTests
{
    private const string AllTypes = "iopolicy.suggest_policies = all_types";

    [Theory]
    [InlineData("class C { public void {|IOP401:M|}(Stream file) => file.CopyTo(Stream.Null); }", Label = "a stream")]
    [InlineData("static class C { public static byte[] {|IOP401:M|}(string path) => File.ReadAllBytes(path); }", Label = "a path")]
    [InlineData("class C { readonly FileStream _file = null!; public void {|IOP401:M|}() => _file.CopyTo(Stream.Null); }", Label = "a field")]
    [InlineData("struct C { public void {|IOP401:M|}(FileStream file, byte[][] rows) { foreach (var row in rows) { file.Write(row); } } }", Label = "a struct")]
    [InlineData("class Outer { class C { public void {|IOP401:M|}(Stream file) => file.CopyTo(Stream.Null); } }", Label = "a nested type")]
    [InlineData("class A { [DropPagesAfterFullRead] public void M(Stream file) => file.CopyTo(Stream.Null); } class C { public void {|IOP401:M|}(Stream file) => file.CopyTo(Stream.Null); }", Label = "a type beside a type with a policy")]
    public async Task A_type_without_a_policy_is_reported_only_with_all_types(string source)
    {
        await Payloads.Reports(source, AllTypes);
        await Payloads.Reports(Unmarked(source));
    }

    [Theory]
    [InlineData("class C { public void {|IOP402:M|}(Stream file) => file.ReadExactly(new byte[52]); }", Label = "a stream")]
    [InlineData("class C { public void {|IOP402:M|}(string path) { using var file = File.OpenRead(path); file.ReadExactly(new byte[52]); } }", Label = "a path")]
    public async Task A_header_read_is_reported_only_with_all_types(string source)
    {
        await Headers.Reports(source, AllTypes);
        await Headers.Reports(Unmarked(source));
    }

    [Theory]
    [InlineData("iopolicy.suggest_policies = annotated_types", Label = "another value")]
    [InlineData("iopolicy.suggest_policies =", Label = "an empty value")]
    [InlineData("iopolicy.suggest_policy = all_types", Label = "another key")]
    public Task Another_setting_reports_nothing(string config) => Payloads.Reports("class C { public void M(Stream file) => file.CopyTo(Stream.Null); }", config);

    /// <summary>A section of an .editorconfig applies to files, and a type can be in several files.</summary>
    [Fact]
    public Task A_section_for_files_does_not_set_the_option() => Payloads.ReportsIn(
        ("/0/Test0.cs", "class C { public void M(Stream file) => file.CopyTo(Stream.Null); }"),
        ("/.editorconfig", $"root = true\n[*.cs]\n{AllTypes}\n"));

    [Theory]
    [InlineData("class C { public void {|IOP401:M|}(string path) { using var file = File.OpenRead(path); Rest(file); } private void Rest(FileStream file) => file.CopyTo(Stream.Null); }", Label = "the helper of another method")]
    [InlineData("class C { public void M(FileStream file) => file.DropBehind().CopyTo(Stream.Null); }", Label = "a method that drops behind by hand")]
    [InlineData("class C { [DropPagesAfterFullRead] public void M(FileStream file) => file.CopyTo(Stream.Null); }", Label = "a method with a policy")]
    [InlineData("class C { public void M(FileStream file) { using (file) { file.CopyTo(Stream.Null); } } }", Label = "a method that closes the file")]
    public Task The_exceptions_of_the_rule_hold_for_all_types(string source) => Payloads.Reports(source, AllTypes);

    [Fact]
    public Task The_message_compares_with_no_other_method() => Payloads.Reports(
        "class C { public void {|#0:M|}(Stream file) => {|#1:file.CopyTo(Stream.Null)|}; }",
        AllTypes,
        new DiagnosticResult("IOP401", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithMessage(
            "'M' reads all of 'file' (to the end of the file at line 14) without a policy. Add [DropPagesAfterFullRead] if the file is not read again soon."));

    private static string Unmarked(string source) => source.Replace("{|IOP401:", "", StringComparison.Ordinal).Replace("{|IOP402:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);
}

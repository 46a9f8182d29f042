using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ContradictingPoliciesAnalyzer, IoPolicy.CodeFixes.ContradictingPoliciesCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class ContradictingPoliciesAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead, {|IOP003:HeaderOnly|}] void M(Stream file) { }")]
    [InlineData("[HeaderOnly, {|IOP003:DropPagesAfterFullRead|}] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite][{|IOP003:HeaderOnly|}] void M(Stream file) { }", Label = "two attribute lists")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite, {|IOP003:HeaderOnly|}] void M(Stream file) { }")]
    [InlineData("[HeaderOnly, {|IOP003:DropPagesAfterFullRead|}, {|IOP003:DropPagesAfterFullWrite|}] void M(Stream file) { }")]
    [InlineData("[HeaderOnly(File = nameof(a)), {|IOP003:DropPagesAfterFullRead(File = nameof(a))|}] void M(Stream a, Stream b) { }", Label = "the same named file")]
    [InlineData("[HeaderOnly(File = nameof(a)), {|IOP003:DropPagesAfterFullRead|}] void M(Stream a) { }", Label = "the same file, named once")]
    [InlineData("[HeaderOnly(When = nameof(c)), {|IOP003:DropPagesAfterFullRead|}] void M(Stream file, bool c) { }", Label = "a condition of the first")]
    [InlineData("[HeaderOnly, {|IOP003:DropPagesAfterFullRead(When = nameof(c))|}] void M(Stream file, bool c) { }", Label = "a condition of the second")]
    [InlineData("[HeaderOnly(When = nameof(c)), {|IOP003:DropPagesAfterFullRead(When = nameof(c))|}] void M(Stream file, bool c) { }", Label = "the same condition")]
    public Task A_drop_beside_HeaderOnly_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { }")]
    [InlineData("[HeaderOnly] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite] void M(Stream file) { }")]
    [InlineData("[HeaderOnly(File = nameof(a)), DropPagesAfterFullRead(File = nameof(b))] void M(Stream a, Stream b) { }", Label = "a file for each policy")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(a)), HeaderOnly(File = nameof(b))] void M(Stream a, Stream b) { }")]
    [InlineData("[HeaderOnly(When = nameof(c)), DropPagesAfterFullRead(When = nameof(d))] void M(Stream file, bool c, bool d) { }", Label = "two conditions")]
    [InlineData("[HeaderOnly, Obsolete] void M(Stream file) { }", Label = "another attribute")]
    [InlineData("[HeaderOnly] void M(Stream file) { } [DropPagesAfterFullRead] void N(Stream file) { }", Label = "two methods")]
    [InlineData("void M(Stream file) { }")]
    [InlineData("[Other.HeaderOnly, DropPagesAfterFullRead] void M(Stream file) { } class Other { public class HeaderOnlyAttribute : Attribute { } }", Label = "an attribute of the user with the same name")]
    public Task Policies_that_go_together_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead, {|IOP003:HeaderOnly|}] void M(Stream file) { }", "[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("[HeaderOnly, {|IOP003:DropPagesAfterFullRead(WindowBytes = 0)|}] void M(Stream file) { }", "[HeaderOnly] void M(Stream file) { }")]
    [InlineData("[HeaderOnly, {|IOP003:DropPagesAfterFullRead|}, Obsolete] void M(Stream file) { }", "[HeaderOnly, Obsolete] void M(Stream file) { }")]
    public Task The_fix_removes_the_later_attribute(string member, string withFix) => Check.Fixes(Class(member), Class(withFix));

    [Fact]
    public Task The_fix_removes_an_attribute_list_that_becomes_empty() => Check.Fixes(
        """
        class C
        {
            [DropPagesAfterFullRead]
            [{|IOP003:HeaderOnly|}]
            void M(Stream file) { }
        }
        """,
        """
        class C
        {
            [DropPagesAfterFullRead]
            void M(Stream file) { }
        }
        """);

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}

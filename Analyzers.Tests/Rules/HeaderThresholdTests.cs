using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.HeaderOnlyReadAnalyzer, IoPolicy.CodeFixes.HeaderOnlyReadCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary><c>iopolicy.header_max_bytes</c> in .editorconfig: the accepted values, and the files that they apply to.</summary>
public sealed class HeaderThresholdTests
{
    [Theory]
    [InlineData("52", 52, true)]
    [InlineData("51", 52, false)]
    [InlineData("0", 1, false)]
    [InlineData("1", 1, true)]
    [InlineData("131072", 131072, true)]
    [InlineData("131072", 131073, false)]
    [InlineData("9223372036854775807", 100000000, true)]
    // Any value but a whole number from 0 to 9,223,372,036,854,775,807 is ignored, and the default, 65,535, applies.
    [InlineData("-1", 65535, true)]
    [InlineData("-1", 65536, false)]
    [InlineData("nonsense", 65535, true)]
    [InlineData("nonsense", 65536, false)]
    [InlineData("", 65535, true)]
    [InlineData("64K", 65536, false)]
    [InlineData("65,536", 65536, false)]
    [InlineData("1e9", 65536, false)]
    [InlineData("0x10", 65535, true)]
    [InlineData("9223372036854775808", 65536, false)]
    public Task A_value_is_a_number_of_bytes(string value, int read, bool isHeader) => Check.ReportsIn(
        ("/0/Test0.cs", Method(read, isHeader)),
        ("/.editorconfig", $"root = true\n[*.cs]\niopolicy.header_max_bytes = {value}\n"));

    [Fact]
    public Task Each_directory_has_its_own_value() => Check.ReportsIn(
        ("/0/Small/Test0.cs", $"namespace A {{ {Method(52, isHeader: false)} }}"),
        ("/0/Large/Test1.cs", $"namespace B {{ {Method(100000, isHeader: true)} }}"),
        ("/0/Test2.cs", $"namespace D {{ {Method(52, isHeader: true)} }}"),
        ("/.editorconfig", "root = true\n[**/Small/*.cs]\niopolicy.header_max_bytes = 16\n[**/Large/*.cs]\niopolicy.header_max_bytes = 200000\n"));

    [Fact]
    public Task The_last_section_that_matches_wins() => Check.ReportsIn(
        ("/0/Test0.cs", Method(52, isHeader: true)),
        ("/.editorconfig", "root = true\n[*.cs]\niopolicy.header_max_bytes = 16\n[Test0.cs]\niopolicy.header_max_bytes = 52\n"));

    [Fact]
    public Task A_nested_editorconfig_overrides_an_outer_one() => Check.ReportsIn(
        ("/0/Inner/Test0.cs", Method(52, isHeader: false)),
        ("/0/.editorconfig", "[*.cs]\niopolicy.header_max_bytes = 100\n"),
        ("/0/Inner/.editorconfig", "[*.cs]\niopolicy.header_max_bytes = 16\n"));

    [Fact]
    public Task A_globalconfig_applies_if_no_section_does() => Check.ReportsIn(
        ("/0/Test0.cs", Method(52, isHeader: false)),
        ("/.globalconfig", "is_global = true\niopolicy.header_max_bytes = 16\n"));

    /// <summary>The analyzers cannot reference the runtime, so both have the constant.</summary>
    [Fact]
    public void The_default_is_the_runtimes_limit() =>
        Assert.Equal(IoPolicy.Advice.AdviceRequest.PayloadBytes, IoPolicy.Analyzers.HeaderThreshold.Default + 1);

    private static string Method(int bytes, bool isHeader) =>
        $"class C {{ [{(isHeader ? "{|IOP101:DropPagesAfterFullRead|}" : "DropPagesAfterFullRead")}] void M(Stream file) {{ file.ReadExactly(new byte[{bytes}]); }} }}";
}

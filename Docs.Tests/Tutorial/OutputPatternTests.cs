namespace Docs.Tests.Tutorial;

/// <summary>Tests <see cref="OutputPattern"/>. In a row, <c>|</c> separates the lines of the page.</summary>
public sealed class OutputPatternTests
{
    [Theory]
    [InlineData("0 of 16385 pages", "0 of 16385 pages\n")]
    [InlineData("… of 16385 pages", "16385 of 16385 pages\n")]
    [InlineData("took … ms, not … s", "took 12 ms, not 3 s")]
    [InlineData("…", "")]
    [InlineData("…", "a\nb\n")]
    [InlineData("…|b|…", "a\na\nb\nc\n")]
    [InlineData("a|…|b", "a\nb\n")]
    [InlineData("", "")]
    public void Output_is_as_shown(string expected, string output) => Assert.True(OutputPattern.Matches(Lines(expected), output));

    [Theory]
    [InlineData("0 of 16385 pages", "1 of 16385 pages\n")]
    [InlineData("0 of 16385 pages", "0 of 16385 pages\nand more\n")]
    [InlineData("0 of 16385 pages", "")]
    [InlineData("", "more\n")]
    [InlineData("a … c", "a\nc\n")]
    [InlineData("…|b", "a\nb\nc\n")]
    [InlineData("a.c", "abc\n")]
    public void Output_is_not_as_shown(string expected, string output) => Assert.False(OutputPattern.Matches(Lines(expected), output));

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Split('|');
}

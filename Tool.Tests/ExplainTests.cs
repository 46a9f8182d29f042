using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Runs <c>iopolicy explain</c>.</summary>
public sealed class ExplainTests
{
    public static TheoryData<string> Rules => [.. Directory.GetFiles(Repository.PathOf("docs/rules"), "IOP*.md").Select(static page => Path.GetFileNameWithoutExtension(page)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_list_has_each_rule_with_its_severity_and_title()
    {
        var list = ToolCli.Run("explain", "--json").Json().GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("id").GetString()!);

        Assert.Equal(Rules.Select(row => row.Data).Order(StringComparer.Ordinal), list.Keys);
        var overview = Repository.Read("docs/rules/README.md");
        Assert.All(list.Values, rule => Assert.Contains(
            $"({rule.GetProperty("id").GetString()}.md) | {rule.GetProperty("severity").GetString()} | {rule.GetProperty("title").GetString()} |", overview, StringComparison.Ordinal));
        Assert.Contains("\n  IOP101  warning     A read policy on a method that reads only a header\n", ToolCli.Run("explain").Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IOP101", Label = "the id")]
    [InlineData("iop101", Label = "the id in lower case")]
    public void The_page_is_printed_as_plain_text_with_indented_code(string id)
    {
        var text = ToolCli.Run("explain", id).Succeeded();

        Assert.StartsWith("IOP101: A read policy on a method that reads only a header\n", text, StringComparison.Ordinal);
        Assert.Contains("\nWhy\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    [DropPagesAfterFullRead]\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("```", text, StringComparison.Ordinal);
        Assert.DoesNotContain("](", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Json_has_the_page_itself() => Assert.Equal(
        Repository.Read("docs/rules/IOP206.md"), ToolCli.Run("explain", "IOP206", "--json").Json().GetProperty("markdown").GetString());

    [Theory]
    [InlineData("IOP999", Label = "an unknown number")]
    [InlineData("101", Label = "a number alone")]
    [InlineData("IOP", Label = "a prefix alone")]
    [InlineData("README", Label = "another page of the directory")]
    public void An_unknown_rule_ends_with_one_sentence(string id) =>
        Assert.Equal($"iopolicy: there is no rule '{id}'; 'iopolicy explain' lists the rules", ToolCli.Run("explain", id).Failed(exitCode: 1));

    [Theory]
    [InlineData("", "iopolicy: a command is missing (iopolicy --help lists the commands)")]
    [InlineData("nothing", "iopolicy: unknown command 'nothing' (iopolicy --help lists the commands)")]
    [InlineData("explain --bad", "iopolicy: unknown option '--bad' (iopolicy explain --help lists its arguments and options)")]
    public void A_wrong_command_line_names_the_help(string arguments, string sentence) =>
        Assert.Equal(sentence, ToolCli.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Failed(exitCode: 2));
}

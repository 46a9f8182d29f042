using System.Text.Json.Nodes;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>docs/kv.md</c> says what the program does, because the program's own definitions say so.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- commands: written by DocumentationTests from the definitions; UPDATE_DOCS=1 writes them anew -->\n";
    private const string End = "<!-- end of commands -->";

    private const string Page = "docs/kv.md";

    [Fact]
    public void The_verbs_are_described_as_they_are_defined() =>
        WrittenText.AssertPart(Page, Begin, End, "\n" + CommandReference.Write(KvCommandLine.Create()));

    [Fact]
    public void The_schema_is_that_of_the_types() => WrittenText.AssertFile("docs/kv.schema.json", JsonSchemas.Write());

    [Fact]
    public void Every_verb_has_a_sample_whose_output_is_checked_and_the_options_of_every_verb()
    {
        var commands = KvCommandLine.Create().Subcommands.Where(command => !command.Hidden).ToArray();

        Assert.Equal(commands.Select(command => command.Name).Order(), CommandSamples.Commands.Order());
        Assert.All(commands, command => Assert.Equal(["--json", "--quiet"], command.Options.Select(option => option.Name).TakeLast(2)));
    }

    [Fact]
    public void Every_property_that_json_output_has_is_described()
    {
        var page = Repository.Read(Page);
        Assert.All(
            CommandSamples.Commands,
            command => Assert.All(
                PropertiesOf(JsonSchemas.Of(command)),
                name => Assert.Contains($"`{name}`", Section(page, command), StringComparison.Ordinal)));
    }

    /// <summary>A command's part of the page, and what several commands have in common.</summary>
    private static string Section(string page, string command)
    {
        var from = page.IndexOf($"### `kv {command} --json`", StringComparison.Ordinal);
        Assert.True(from > 0, $"docs/kv.md says nothing of kv {command} --json.");
        var to = page.IndexOf("\n### ", from + 1, StringComparison.Ordinal);
        var common = page.IndexOf("### Parts of several documents", StringComparison.Ordinal);
        return page[from..(to < 0 ? page.Length : to)] + page[common..page.IndexOf("\n### ", common + 1, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> PropertiesOf(JsonNode schema) => schema switch
    {
        JsonObject node => node.Where(pair => pair.Value is not null).SelectMany(pair => PropertiesOf(pair.Value!))
            .Concat(node["properties"] is JsonObject properties ? properties.Select(pair => pair.Key) : []).Distinct(),
        JsonArray items => items.OfType<JsonNode>().SelectMany(PropertiesOf),
        _ => [],
    };
}

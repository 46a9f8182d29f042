using System.Text.Json.Nodes;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>docs/kv.md</c> matches the definitions of the commands.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- commands: written by DocumentationTests from the definitions; UPDATE_DOCS=1 updates them -->\n";
    private const string End = "<!-- end of commands -->";

    private const string Page = "docs/kv.md";

    [Fact]
    public void The_page_describes_the_commands_as_they_are_defined() =>
        WrittenText.AssertPart(Page, Begin, End, "\n" + CommandReference.Write(KvCommandLine.Create()));

    [Fact]
    public void The_schema_matches_the_types() => WrittenText.AssertFile("docs/kv.schema.json", JsonSchemas.Write());

    [Fact]
    public void Every_command_has_a_sample_and_the_common_options()
    {
        var commands = KvCommandLine.Create().Subcommands.Where(command => !command.Hidden).ToArray();

        Assert.Equal(commands.Select(command => command.Name).Order(), CommandSamples.Commands.Order());
        Assert.All(commands, command => Assert.Equal(["--json", "--quiet"], command.Options.Select(option => option.Name).TakeLast(2)));
    }

    [Fact]
    public void The_page_describes_every_property_of_the_json_output()
    {
        var page = Repository.Read(Page);
        Assert.All(
            CommandSamples.Commands,
            command => Assert.All(
                PropertiesOf(JsonSchemas.Of(command)),
                name => Assert.Contains($"`{name}`", Section(page, command), StringComparison.Ordinal)));
    }

    /// <summary>Gets the section of a command and the section about common parts.</summary>
    private static string Section(string page, string command)
    {
        var from = page.IndexOf($"### `kv {command} --json`", StringComparison.Ordinal);
        Assert.True(from > 0, $"docs/kv.md does not describe kv {command} --json.");
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

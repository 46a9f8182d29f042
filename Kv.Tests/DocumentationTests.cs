using System.Text.Json.Nodes;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>docs/kv.md</c> says what the program does, because the program's own definitions say so.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- verbs: written by DocumentationTests from the definitions; UPDATE_DOCS=1 writes them anew -->\n";
    private const string End = "<!-- end of verbs -->";

    private const string Page = "docs/kv.md";

    [Fact]
    public void The_verbs_are_described_as_they_are_defined() =>
        WrittenText.AssertPart(Page, Begin, End, "\n" + VerbReference.Write(KvCommandLine.Create()));

    [Fact]
    public void The_schema_is_that_of_the_types() => WrittenText.AssertFile("docs/kv.schema.json", JsonSchemas.Write());

    [Fact]
    public void Every_verb_has_a_sample_whose_output_is_checked_and_the_options_of_every_verb()
    {
        var verbs = KvCommandLine.Create().Subcommands.Where(verb => !verb.Hidden).ToArray();

        Assert.Equal(verbs.Select(verb => verb.Name).Order(), VerbSamples.Verbs.Order());
        Assert.All(verbs, verb => Assert.Equal(["--json", "--quiet"], verb.Options.Select(option => option.Name).TakeLast(2)));
    }

    [Fact]
    public void Every_property_that_json_output_has_is_described()
    {
        var page = Repository.Read(Page);
        Assert.All(
            VerbSamples.Verbs,
            verb => Assert.All(
                PropertiesOf(JsonSchemas.Of(verb)),
                name => Assert.Contains($"`{name}`", Section(page, verb), StringComparison.Ordinal)));
    }

    /// <summary>A verb's part of the page, and what several verbs have in common.</summary>
    private static string Section(string page, string verb)
    {
        var from = page.IndexOf($"### `kv {verb} --json`", StringComparison.Ordinal);
        Assert.True(from > 0, $"docs/kv.md says nothing of kv {verb} --json.");
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

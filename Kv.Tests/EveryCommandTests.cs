using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoPolicy.Testing;
using Json.Schema;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>What holds of every command, also of one that is yet to come: --json by the schema, --quiet, and no word in the wrong place.</summary>
[Collection(nameof(Undisturbed))]
public sealed class EveryCommandTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>A schema is registered under its name when it is read, and can be once.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    public static TheoryData<string> Commands => [.. KvCommandLine.Create().Subcommands.Where(command => !command.Hidden).Select(command => command.Name)];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Its_json_is_what_the_schema_says_and_nothing_else(string command)
    {
        var output = (await sample.RunAsync(_scratch.Path, command, "--json")).Succeeded();

        var schema = SchemaOf(command);
        using var document = JsonDocument.Parse(output);
        var result = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, JsonSerializer.Serialize(result) + "\n" + output);
        Assert.Equal(1, document.RootElement.GetProperty("schema").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Quiet_it_says_nothing(string command) => Assert.Empty((await sample.RunAsync(_scratch.Path, command, "--quiet")).Succeeded());

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Piped_it_uses_no_escape_code(string command)
    {
        var result = await sample.RunAsync(_scratch.Path, command);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    /// <summary>The negative control of the first: a schema takes neither a document with a property too many nor one without.</summary>
    [Fact]
    public void A_document_that_is_not_by_the_schema_is_refused()
    {
        var schema = SchemaOf("completion");

        Assert.True(Takes("""{"schema":1,"shell":"bash","script":""}"""));
        Assert.False(Takes("""{"schema":1,"shell":"bash","script":"","more":1}"""));
        Assert.False(Takes("""{"schema":1,"shell":"bash"}"""));
        Assert.False(Takes("""{"schema":1,"shell":"bash","script":2}"""));

        bool Takes(string json)
        {
            using var document = JsonDocument.Parse(json);
            return schema.Evaluate(document.RootElement).IsValid;
        }
    }

    private static JsonSchema SchemaOf(string command) =>
        Schemas.GetOrAdd(command, name => new(() => JsonSchema.FromText(Closed(JsonSchemas.Of(name)).ToJsonString()))).Value;

    /// <summary>The schema as it is for a reader, who takes properties that he does not know; here there may be none.</summary>
    private static JsonNode Closed(JsonNode schema)
    {
        switch (schema)
        {
            case JsonObject properties:
                if (properties.ContainsKey("properties"))
                {
                    properties["additionalProperties"] = false;
                }

                foreach (var (_, value) in properties.ToArray().Where(pair => pair.Value is not null))
                {
                    Closed(value!);
                }

                break;
            case JsonArray items:
                foreach (var item in items.OfType<JsonNode>())
                {
                    Closed(item);
                }

                break;
        }

        return schema;
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoPolicy.Testing;
using Json.Schema;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>
/// Rules for every command, including new commands: --json follows the schema, --quiet prints nothing, pipes get no escape codes. .NET
/// runs the program here, and <see cref="NativeTests"/> runs every command of the native file.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class EveryCommandTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>The parsed schemas. Parsing registers a schema under its name, so a second parse fails.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    public static TheoryData<string> Commands => [.. KvCommandLine.Create().Subcommands.Where(command => !command.Hidden).Select(command => command.Name)];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_json_document_follows_the_schema(string command)
    {
        var output = (await sample.RunDotNetAsync(_scratch.Path, command, "--json")).Succeeded();

        var schema = SchemaOf(command);
        using var document = JsonDocument.Parse(output);
        var result = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, JsonSerializer.Serialize(result) + "\n" + output);
        Assert.Equal(1, document.RootElement.GetProperty("schema").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_quiet_command_prints_nothing(string command) => Assert.Empty((await sample.RunDotNetAsync(_scratch.Path, command, "--quiet")).Succeeded());

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_pipe_gets_no_escape_code(string command)
    {
        var result = await sample.RunDotNetAsync(_scratch.Path, command);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    /// <summary>The negative control: the schema rejects a document with an additional, a missing or a mistyped property.</summary>
    [Fact]
    public void A_document_that_violates_the_schema_is_rejected()
    {
        var schema = SchemaOf("completion");

        Assert.True(Accepts("""{"schema":1,"shell":"bash","script":""}"""));
        Assert.False(Accepts("""{"schema":1,"shell":"bash","script":"","more":1}"""));
        Assert.False(Accepts("""{"schema":1,"shell":"bash"}"""));
        Assert.False(Accepts("""{"schema":1,"shell":"bash","script":2}"""));

        bool Accepts(string json)
        {
            using var document = JsonDocument.Parse(json);
            return schema.Evaluate(document.RootElement).IsValid;
        }
    }

    private static JsonSchema SchemaOf(string command) =>
        Schemas.GetOrAdd(command, name => new(() => JsonSchema.FromText(Closed(JsonSchemas.Of(name)).ToJsonString()))).Value;

    /// <summary>Forbids additional properties. The published schema allows them, so that readers accept later versions.</summary>
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

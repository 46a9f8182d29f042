using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Kv.Tests.Infrastructure;

/// <summary>Creates the schema of each command's <c>--json</c> document from its type.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Creates the schema of a command. <see cref="DocumentationTests"/> compares it with the file in <c>docs</c>.</summary>
    internal static JsonObject Of(string command)
    {
        var schema = (JsonObject)CommandSamples.DocumentOf(command).GetJsonSchemaAsNode(Options);
        schema.Insert(0, "$id", $"urn:iopolicy:kv:{command}");
        return schema;
    }

    /// <summary>Writes the file in <c>docs</c>, with a schema for each command.</summary>
    internal static string Write()
    {
        var commands = new JsonObject();
        foreach (var command in CommandSamples.Commands)
        {
            commands[command] = Of(command);
        }

        var all = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$comment"] = "Written by DocumentationTests from the types that kv prints; UPDATE_DOCS=1 updates it.",
            ["$defs"] = commands,
        };
        return all.ToJsonString(Indented) + "\n";
    }
}

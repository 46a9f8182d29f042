using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Kv.Tests.Infrastructure;

/// <summary>The schema of what each command prints with <c>--json</c>, from the types that are printed.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A command's schema; <see cref="DocumentationTests"/> holds that the file in <c>docs</c> has the same.</summary>
    internal static JsonObject Of(string command)
    {
        var schema = (JsonObject)CommandSamples.DocumentOf(command).GetJsonSchemaAsNode(Options);
        schema.Insert(0, "$id", $"urn:iopolicy:kv:{command}");
        return schema;
    }

    /// <summary>The file in <c>docs</c>: a schema for each command, under its name.</summary>
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
            ["$comment"] = "Written by DocumentationTests from the types that kv prints; UPDATE_DOCS=1 writes it anew.",
            ["$defs"] = commands,
        };
        return all.ToJsonString(Indented) + "\n";
    }
}

using System.Text.Json;
using Json.Schema;

namespace Tool.Tests.Infrastructure;

/// <summary>
/// The constraints of SARIF 2.1.0 on the objects that the tool writes (OASIS, section 3). Like the standard's own schema, it allows no
/// other property. The standard's schema is not part of this repository, because its license allows no changed copy.
/// </summary>
internal static class SarifSchema
{
    private const string Text = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "type": "object",
          "required": ["version", "runs"],
          "additionalProperties": false,
          "properties": {
            "$schema": { "type": "string", "format": "uri" },
            "version": { "const": "2.1.0" },
            "runs": { "type": "array", "items": { "$ref": "#/definitions/run" } }
          },
          "definitions": {
            "run": {
              "type": "object",
              "required": ["tool"],
              "additionalProperties": false,
              "properties": {
                "tool": {
                  "type": "object",
                  "required": ["driver"],
                  "additionalProperties": false,
                  "properties": { "driver": { "$ref": "#/definitions/component" } }
                },
                "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
                "originalUriBaseIds": { "type": "object", "additionalProperties": { "$ref": "#/definitions/artifact" } },
                "invocations": { "type": "array", "items": { "$ref": "#/definitions/invocation" } },
                "results": { "type": "array", "items": { "$ref": "#/definitions/result" } }
              }
            },
            "component": {
              "type": "object",
              "required": ["name"],
              "additionalProperties": false,
              "properties": {
                "name": { "type": "string" },
                "semanticVersion": { "type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$" },
                "rules": { "type": "array", "uniqueItems": true, "items": { "$ref": "#/definitions/rule" } }
              }
            },
            "rule": {
              "type": "object",
              "required": ["id"],
              "additionalProperties": false,
              "properties": {
                "id": { "type": "string" },
                "shortDescription": { "$ref": "#/definitions/text" },
                "help": { "$ref": "#/definitions/text" },
                "defaultConfiguration": {
                  "type": "object",
                  "additionalProperties": false,
                  "properties": { "level": { "$ref": "#/definitions/level" } }
                }
              }
            },
            "invocation": {
              "type": "object",
              "required": ["executionSuccessful"],
              "additionalProperties": false,
              "properties": {
                "executionSuccessful": { "type": "boolean" },
                "toolExecutionNotifications": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["message"],
                    "additionalProperties": false,
                    "properties": { "message": { "$ref": "#/definitions/text" }, "level": { "$ref": "#/definitions/level" } }
                  }
                }
              }
            },
            "result": {
              "type": "object",
              "required": ["message"],
              "additionalProperties": false,
              "properties": {
                "ruleId": { "type": "string" },
                "ruleIndex": { "type": "integer", "minimum": -1 },
                "level": { "$ref": "#/definitions/level" },
                "message": { "$ref": "#/definitions/text" },
                "locations": { "type": "array", "items": { "$ref": "#/definitions/location" } },
                "partialFingerprints": { "type": "object", "additionalProperties": { "type": "string" } },
                "baselineState": { "enum": ["new", "unchanged", "updated", "absent"] },
                "properties": { "type": "object" }
              }
            },
            "location": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "physicalLocation": {
                  "type": "object",
                  "required": ["artifactLocation"],
                  "additionalProperties": false,
                  "properties": { "artifactLocation": { "$ref": "#/definitions/artifact" }, "region": { "$ref": "#/definitions/region" } }
                },
                "logicalLocations": {
                  "type": "array",
                  "uniqueItems": true,
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "fullyQualifiedName": { "type": "string" } }
                  }
                }
              }
            },
            "artifact": {
              "type": "object",
              "additionalProperties": false,
              "properties": { "uri": { "type": "string", "format": "uri-reference" }, "uriBaseId": { "type": "string" } }
            },
            "region": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "startLine": { "type": "integer", "minimum": 1 },
                "startColumn": { "type": "integer", "minimum": 1 },
                "endLine": { "type": "integer", "minimum": 1 },
                "endColumn": { "type": "integer", "minimum": 1 }
              }
            },
            "text": {
              "type": "object",
              "required": ["text"],
              "additionalProperties": false,
              "properties": { "text": { "type": "string" }, "markdown": { "type": "string" } }
            },
            "level": { "enum": ["none", "note", "warning", "error"] }
          }
        }
        """;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    /// <summary>Gets the violations of a document; empty if the document follows the schema.</summary>
    internal static IReadOnlyList<string> Faults(JsonElement document)
    {
        var result = Schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return result.IsValid ? [] :
        [
            .. from detail in result.Details ?? []
               from error in detail.Errors ?? new Dictionary<string, string>()
               select $"{detail.InstanceLocation}: {error.Value}",
        ];
    }
}

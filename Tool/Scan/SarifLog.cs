using System.Reflection;
using System.Text.Json;
using IoPolicy.Tool.Explain;

namespace IoPolicy.Tool.Scan;

/// <summary>Writes the findings as SARIF 2.1.0, which code-scanning services read.</summary>
internal static class SarifLog
{
    internal static void Write(Stream stream, ScanDocument document, bool hasBaseline)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        string[] rules = [.. document.Findings.Select(static finding => finding.Rule).Distinct().Order(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "iopolicy");
        json.WriteString("semanticVersion", Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            WriteRule(json, rule);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject("SRCROOT");
        json.WriteString("uri", new Uri(document.Root.TrimEnd('/') + "/").AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteInvocation(json, document);
        json.WriteStartArray("results");
        foreach (var finding in document.Findings)
        {
            WriteResult(json, finding, Array.IndexOf(rules, finding.Rule), hasBaseline);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, string rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule);
        if (RulePage.Find(rule) is { } page)
        {
            WriteText(json, "shortDescription", page.Title);
            json.WriteStartObject("help");
            json.WriteString("text", string.Join('\n', MarkdownText.Format(page.Markdown, styled: false)));
            json.WriteString("markdown", page.Markdown);
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", LevelOf(page.Severity));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, ScanDocument document)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", document.Failures.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var (text, level) in document.Notes.Select(static note => (note, "note")).Concat(document.Failures.Select(static failure => (failure, "error"))))
        {
            json.WriteStartObject();
            json.WriteString("level", level);
            WriteText(json, "message", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding, int ruleIndex, bool hasBaseline)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", LevelOf(finding.Severity));
        WriteText(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', finding.Path.Split('/').Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", "SRCROOT");
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Line);
        json.WriteNumber("startColumn", finding.Column);
        json.WriteNumber("endLine", finding.EndLine);
        json.WriteNumber("endColumn", finding.EndColumn);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Member);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("iopolicy/v1", finding.Fingerprint);
        json.WriteEndObject();
        if (hasBaseline)
        {
            json.WriteString("baselineState", finding.Known ? "unchanged" : "new");
        }

        json.WriteStartObject("properties");
        json.WriteString("certainty", finding.Certainty);
        json.WriteString("suggestion", finding.Suggestion);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string LevelOf(string severity) => severity switch
    {
        "error" => "error",
        "warning" => "warning",
        "hidden" => "none",
        _ => "note",
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>The SARIF log of <c>iopolicy scan</c> follows SARIF 2.1.0.</summary>
public sealed class SarifTests(SampleScan sample) : IClassFixture<SampleScan>, IDisposable
{
    private readonly CodeSample _code = new();

    public void Dispose() => _code.Dispose();

    [Fact]
    public void The_log_of_a_scan_follows_the_schema()
    {
        using var log = sample.Sarif();

        Assert.Empty(SarifSchema.Faults(log.RootElement));
        Assert.NotEmpty(ResultsOf(log));
    }

    [Fact]
    public void The_log_without_a_finding_follows_the_schema()
    {
        File.WriteAllText(_code.FilePath, "public static class Empty { }");

        using var log = Log();

        Assert.Empty(SarifSchema.Faults(log.RootElement));
        Assert.Empty(ResultsOf(log));
    }

    /// <summary>A path with characters that a URI escapes, a note, and a known and a new finding.</summary>
    [Fact]
    public void The_log_with_a_baseline_and_a_note_follows_the_schema()
    {
        var baseline = Path.Combine(_code.DirectoryPath, "baseline.json");
        ToolCli.Run("scan", _code.DirectoryPath, "--baseline", baseline, "--write-baseline").Succeeded();
        File.Copy(_code.FilePath, Path.Combine(_code.DirectoryPath, "Größe & #1 %.cs"));
        File.WriteAllText(Path.Combine(_code.DirectoryPath, "Broken.csproj"), "no project");

        using var log = Log("--baseline", baseline);

        Assert.Empty(SarifSchema.Faults(log.RootElement));
        Assert.Superset(new HashSet<string> { "new", "unchanged" }, ResultsOf(log).Select(static result => result.GetProperty("baselineState").GetString()!).ToHashSet());
        Assert.Contains(
            "Gr%C3%B6%C3%9Fe%20%26%20%231%20%25.cs",
            ResultsOf(log).Select(static result => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()));
        Assert.NotEqual(0, log.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength());
    }

    /// <summary>The negative control: the schema rejects an additional, a missing and a wrong property.</summary>
    [Fact]
    public void A_log_that_violates_the_schema_is_rejected()
    {
        using var log = sample.Sarif();

        Assert.NotEmpty(Changed(static result => result["more"] = 1));
        Assert.NotEmpty(Changed(static result => result.Remove("message")));
        Assert.NotEmpty(Changed(static result => result["level"] = "suggestion"));
        Assert.NotEmpty(Changed(static result => result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"] = 0));
        Assert.Empty(Changed(static result => result["level"] = "warning"));

        IReadOnlyList<string> Changed(Action<JsonObject> change)
        {
            var copy = JsonSerializer.SerializeToNode(log.RootElement)!;
            change(copy["runs"]![0]!["results"]![0]!.AsObject());
            return SarifSchema.Faults(JsonSerializer.SerializeToElement(copy));
        }
    }

    private static JsonElement.ArrayEnumerator ResultsOf(JsonDocument log) => log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray();

    private JsonDocument Log(params string[] arguments)
    {
        var file = Path.Combine(_code.DirectoryPath, "log.sarif");
        ToolCli.Run(["scan", _code.DirectoryPath, "--sarif", file, .. arguments]).Succeeded();
        return JsonDocument.Parse(File.ReadAllText(file));
    }
}

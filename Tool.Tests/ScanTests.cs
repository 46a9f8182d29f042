using System.Text.Json;
using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Runs <c>iopolicy scan</c> on plain sources, and checks its outputs.</summary>
public sealed class ScanTests(SampleScan sample) : IClassFixture<SampleScan>, IDisposable
{
    private readonly CodeSample _code = new();

    public void Dispose() => _code.Dispose();

    [Fact]
    public void The_findings_are_ranked_and_name_the_attribute_to_add()
    {
        var document = sample.Json.Json();

        Assert.Equal("sources", document.GetProperty("mode").GetString());
        Assert.Equal(
            [
                ("IOP401", "Sample.ReadAll", "whole", "[DropPagesAfterFullRead(File = nameof(path))]"),
                ("IOP403", "Sample.posix_fadvise", null, "Use PageCache.Drop, WriteBackAndDrop, Prefetch or Expect."),
                ("IOP402", "Sample.ReadMagic", "16", "[HeaderOnly]"),
            ],
            document.GetProperty("findings").EnumerateArray()
                .Where(static finding => finding.GetProperty("member").GetString() != "Sample.CopyPieces")
                .Select(static finding => (Text(finding, "rule"), Text(finding, "member"), Text(finding, "moves"), Text(finding, "suggestion"))!));
        Assert.Empty(document.GetProperty("failures").EnumerateArray());
    }

    [Fact]
    public void Code_that_does_not_use_IoPolicy_gets_suggestions()
    {
        var finding = Assert.Single(Scan("--json", "--rules", "IOP401").Json().GetProperty("findings").EnumerateArray(), static finding => Text(finding, "member") == "Sample.ReadAll");

        Assert.Equal("'ReadAll' reads all of 'path' (to the end of the file at line 7) without a policy. Add [DropPagesAfterFullRead] if the file is not read again soon.", Text(finding, "message"));
        Assert.Equal(("Sample.cs", 7, "suggestion", "proven"), (Text(finding, "path"), finding.GetProperty("line").GetInt32(), Text(finding, "severity"), Text(finding, "certainty")));
    }

    [Fact]
    public void The_text_has_a_line_per_finding_and_the_counts_by_rule()
    {
        var text = sample.Text.Succeeded();

        Assert.Contains("\nSample.cs(7,26): suggestion IOP401: 'ReadAll' reads all", "\n" + text, StringComparison.Ordinal);
        Assert.Contains("    proven, the whole file; add to Sample.ReadAll: [DropPagesAfterFullRead(File = nameof(path))]\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\n\d findings in 1 file of 1 project \(plain sources\): IOP401 \d, IOP402 1, IOP403 1\n$", text);
    }

    /// <summary>The findings of the sample are suggestions.</summary>
    [Fact]
    public void The_exit_code_depends_on_the_lowest_severity_that_fails()
    {
        var suggestion = Scan("--fail-on", "suggestion");

        Assert.Equal((0, ""), (sample.Text.ExitCode, sample.Text.Error));
        Assert.Equal((0, ""), (sample.Json.ExitCode, sample.Json.Error));
        Assert.Equal((3, ""), (suggestion.ExitCode, suggestion.Error));
    }

    [Fact]
    public void A_scan_without_a_finding_exits_with_0()
    {
        File.WriteAllText(_code.FilePath, "public static class Empty { public static int One => 1; }");

        Assert.Equal("0 findings in 1 file of 1 project (plain sources): no finding\n", Scan("--fail-on", "suggestion").Succeeded());
    }

    [Fact]
    public void Test_directories_without_a_project_are_scanned_only_with_the_option()
    {
        // A directory of a test name, and one that ends in .Tests. A directory of another ending, and a file of a test name.
        string[] tests = ["tests/Other.cs", "src/Sample.Tests/Other.cs"];
        string[] others = ["src/Sample.TestData/Other.cs", "src/Tests.cs"];
        foreach (var (index, path) in tests.Concat(others).Index())
        {
            Write(path, $"public static class Other{index} {{ public static byte[] Read(string path) => System.IO.File.ReadAllBytes(path); }}");
        }

        Assert.Equal(["Sample.cs", .. others], ScannedFiles());
        Assert.Equal(others.Concat(tests).Append("Sample.cs").Order(StringComparer.Ordinal), ScannedFiles("--tests"));

        IEnumerable<string> ScannedFiles(params string[] options) => Scan(["--json", "--rules", "IOP401", .. options]).Json().GetProperty("findings").EnumerateArray()
            .Select(static finding => Text(finding, "path")!).Distinct().Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_editorconfig_of_the_directories_applies_to_plain_sources()
    {
        (string Directory, string Config, string? Severity)[] cases =
        [
            ("none", "root = true\n", "suggestion"),
            ("required", "root = true\n[*.cs]\niopolicy.durability = required\n", "warning"),
            ("off", "root = true\n[*.cs]\ndotnet_diagnostic.IOP501.severity = none\n", null),
            ("other-file", "root = true\n[Other.cs]\niopolicy.durability = required\n", "suggestion"),
        ];
        foreach (var (index, (directory, config, _)) in cases.Index())
        {
            Write($"{directory}/.editorconfig", config);
            Write($"{directory}/Save.cs", $"public static class S{index} {{ public static void Save(string path) {{ System.IO.File.WriteAllText(path + \".new\", path); System.IO.File.Move(path + \".new\", path, true); }} }}");
        }

        var findings = Scan("--json", "--rules", "IOP501", "--fail-on", "never").Json().GetProperty("findings").EnumerateArray().ToList();

        Assert.All(cases, expected => Assert.Equal(
            expected.Severity is null ? [] : [expected.Severity],
            findings.Where(finding => Text(finding, "path") == expected.Directory + "/Save.cs").Select(static finding => Text(finding, "severity"))));
    }

    [Fact]
    public void Findings_in_the_baseline_do_not_fail_the_scan_but_new_ones_do()
    {
        using var baseline = new CodeSample();
        var file = Path.Combine(baseline.DirectoryPath, "baseline.json");
        Scan("--baseline", file, "--write-baseline", "--fail-on", "suggestion").Succeeded();
        Assert.StartsWith("0 findings, and ", Scan("--baseline", file, "--fail-on", "suggestion").Succeeded(), StringComparison.Ordinal);

        // A new line above the findings changes no fingerprint. A new method is a new finding.
        var source = File.ReadAllText(_code.FilePath);
        File.WriteAllText(_code.FilePath, "// a comment\n\n" + source.Replace(
            "    public static int Add(", "    public static string ReadText(string path) => File.ReadAllText(path);\n\n    public static int Add(", StringComparison.Ordinal));
        var changed = Scan("--baseline", file, "--fail-on", "suggestion", "--json");

        Assert.Equal(3, changed.ExitCode);
        using var document = JsonDocument.Parse(changed.Output);
        Assert.Equal("Sample.ReadText", Text(Assert.Single(document.RootElement.GetProperty("findings").EnumerateArray(), static finding => !finding.GetProperty("known").GetBoolean()), "member"));
    }

    [Fact]
    public void The_sarif_log_has_the_properties_that_code_scanning_needs()
    {
        var findings = sample.Json.Json().GetProperty("findings");

        using var log = sample.Sarif();
        Assert.Equal("2.1.0", Text(log.RootElement, "version"));
        var run = Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.Equal(["IOP401", "IOP402", "IOP403"], rules.EnumerateArray().Select(static rule => Text(rule, "id")!));
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(new Uri(sample.DirectoryPath + "/").AbsoluteUri, Text(run.GetProperty("originalUriBaseIds").GetProperty("SRCROOT"), "uri"));
        Assert.Equal(findings.GetArrayLength(), run.GetProperty("results").GetArrayLength());
        foreach (var (result, finding) in run.GetProperty("results").EnumerateArray().Zip(findings.EnumerateArray()))
        {
            Assert.Equal(Text(finding, "rule"), Text(rules[result.GetProperty("ruleIndex").GetInt32()], "id"));
            Assert.Equal((Text(finding, "rule"), "note", Text(finding, "message")), (Text(result, "ruleId"), Text(result, "level"), Text(result.GetProperty("message"), "text")));
            var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            Assert.Equal(("Sample.cs", "SRCROOT"), (Text(place.GetProperty("artifactLocation"), "uri"), Text(place.GetProperty("artifactLocation"), "uriBaseId")));
            Assert.Equal(finding.GetProperty("line").GetInt32(), place.GetProperty("region").GetProperty("startLine").GetInt32());
            Assert.Equal(Text(finding, "fingerprint"), Text(result.GetProperty("partialFingerprints"), "iopolicy/v1"));
            Assert.False(result.TryGetProperty("baselineState", out _));
        }
    }

    [Fact]
    public void Fixes_add_the_attributes_and_leave_the_rest_of_the_file()
    {
        var before = File.ReadAllText(_code.FilePath);

        var text = Scan("--fix").Succeeded();

        var after = File.ReadAllText(_code.FilePath);
        Assert.Contains("[IoPolicy.DropPagesAfterFullRead(File = nameof(path))]", after, StringComparison.Ordinal);
        Assert.Contains("[IoPolicy.HeaderOnly]", after, StringComparison.Ordinal);
        Assert.Matches(@"\n\d fixed in 1 file\n", text);
        Assert.Contains("note: the fixed code needs the package: dotnet add", text, StringComparison.Ordinal);
        Assert.Equal((byte)'u', File.ReadAllBytes(_code.FilePath)[0]);
        Assert.All(before.Split('\n').Where(static line => line.Contains("Add(", StringComparison.Ordinal)), line => Assert.Contains(line, after, StringComparison.Ordinal));
        Assert.DoesNotContain("Sample.ReadAll", Scan().Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exclude Sample", 1, "there are no C# files to scan")]
    [InlineData("--write-baseline", 2, "--write-baseline needs --baseline FILE")]
    [InlineData("--baseline /no/such/file", 1, "/no/such/file: no such file or directory")]
    [InlineData("--baseline /dev/null", 1, "/dev/null: this is no baseline of iopolicy scan")]
    [InlineData("--fail-on always", 2, "always")]
    public void A_wrong_command_line_ends_with_one_sentence(string arguments, int exitCode, string sentence) =>
        Assert.Contains(sentence, Scan(arguments.Split(' ')).Failed(exitCode), StringComparison.Ordinal);

    [Fact]
    public void Other_paths_end_with_one_sentence()
    {
        Assert.Equal("iopolicy: /no/such/directory: no such file or directory", ToolCli.Run("scan", "/no/such/directory").Failed(exitCode: 1));
        Assert.Equal($"iopolicy: {_code.FilePath}: expected a solution, a C# project or a directory", ToolCli.Run("scan", _code.FilePath).Failed(exitCode: 1));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;

    /// <summary>Writes a file into the scanned directory.</summary>
    private void Write(string path, string text)
    {
        var file = Path.Combine(_code.DirectoryPath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private CommandResult Scan(params string[] arguments) => ToolCli.Run(["scan", _code.DirectoryPath, .. arguments]);
}

using System.Collections.Immutable;
using System.Text.Json;
using IoPolicy.Tool.Scan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tool.Tests;

/// <summary>The facts of a finding, its rank and fingerprint, and its result in a SARIF log, without a scan.</summary>
public sealed class FindingTests
{
    private const string Source = """
        namespace N
        {
            public class Outer
            {
                public Outer() { }
                public string Name { get { return "text"; } }
                public struct Inner
                {
                    public void Save() { void Local() { } }
                }
            }
        }
        """;

    /// <summary>A word of the source, and the member, the place and the end of the finding there.</summary>
    [Theory]
    [InlineData("Outer()", "Outer.Outer", 5, 16, 5, 23)]
    [InlineData("\"text\"", "Outer.Name", 6, 43, 6, 49)]
    [InlineData("Save", "Outer.Inner.Save", 9, 25, 9, 29)]
    [InlineData("Local", "Outer.Inner.Save.Local", 9, 39, 9, 44)]
    [InlineData("N\n", "", 1, 11, 2, 1)]
    public void A_finding_names_its_member_and_its_place(string word, string member, int line, int column, int endLine, int endColumn)
    {
        var finding = Find(word);

        Assert.Equal(("a dir/Code.cs", member), (finding.Path, finding.Member));
        Assert.Equal((line, column, endLine, endColumn), (finding.Line, finding.Column, finding.EndLine, finding.EndColumn));
    }

    /// <summary>The severity, the moved bytes, and the severity, certainty and rank of the finding. Findings of a lower rank come first.</summary>
    [Theory]
    [InlineData(DiagnosticSeverity.Error, null, "error", "proven", 0)]
    [InlineData(DiagnosticSeverity.Warning, "loop", "warning", "likely", 1)]
    [InlineData(DiagnosticSeverity.Info, "whole", "suggestion", "proven", 2)]
    [InlineData(DiagnosticSeverity.Info, null, "suggestion", "proven", 3)]
    [InlineData(DiagnosticSeverity.Info, "loop", "suggestion", "likely", 4)]
    [InlineData(DiagnosticSeverity.Info, "16", "suggestion", "proven", 5)]
    public void A_finding_is_ranked_by_its_severity_and_its_bytes(DiagnosticSeverity severity, string? moved, string text, string certainty, int rank)
    {
        var finding = Find("Save", severity, moved);

        Assert.Equal((text, certainty, moved, rank), (finding.Severity, finding.Certainty, finding.Moves, finding.Rank));
    }

    /// <summary>Without a policy to add, the last sentence is the suggestion, or the title of the rule.</summary>
    [Theory]
    [InlineData("IOP101", "One fact. Do this.", "Do this.")]
    [InlineData("IOP101", "One. Two. Do 1.5 of it.", "Do 1.5 of it.")]
    [InlineData("IOP101", "One fact.", "A read policy on a method that reads only a header")]
    [InlineData("IOP999", "One fact.", "One fact.")]
    public void The_suggestion_is_the_last_sentence_or_the_title(string rule, string message, string suggestion) =>
        Assert.Equal(suggestion, Find("Save", rule: rule, message: message).Suggestion);

    [Fact]
    public void A_fingerprint_depends_on_the_member_and_not_on_the_line()
    {
        var first = Find("Save");
        Finding[] findings =
        [
            first, first with { Line = 99, Message = "another" }, first with { Rule = "IOP502" }, first with { Path = "b" }, first with { Member = "M" }, first with { Suggestion = "s" },
        ];

        var prints = Finding.WithFingerprints(findings).Select(static finding => finding.Fingerprint).ToArray();

        Assert.Equal(6, prints.Distinct().Count());
        Assert.All(prints, static print => Assert.Matches("^[0-9a-f]{24}$", print));
        Assert.Equal(prints[0], Finding.WithFingerprints([first with { Line = 99 }]).Single().Fingerprint);
        Assert.Equal(prints[1], Finding.WithFingerprints([first, first]).Last().Fingerprint);
        Assert.Equal("56f3b631", Finding.WithFingerprints([first]).Single().Fingerprint[..8]);
    }

    /// <summary>A baseline accepts a finding with a known fingerprint. Another program must find each property under its name.</summary>
    [Fact]
    public void A_result_of_the_log_has_each_property()
    {
        var finding = Find("Save", DiagnosticSeverity.Warning) with { Fingerprint = "f", Known = true, Path = "a b/#1.cs", Suggestion = "s" };
        var document = new ScanDocument
        {
            Mode = "sources",
            Root = "/root",
            Projects = 1,
            Files = 1,
            Seconds = 0,
            Findings = [finding, finding with { Rule = "IOP102", Severity = "error", Known = false }, finding with { Severity = "suggestion" }],
            Rules = new Dictionary<string, int>(),
            Notes = ["a note"],
            Failures = ["a failure"],
        };

        var run = LogOf(document, hasBaseline: true).GetProperty("runs")[0];

        Assert.Equal(
            """{"ruleId":"IOP101","ruleIndex":0,"level":"warning","message":{"text":"One fact. Do this."},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a%20b/%231.cs","uriBaseId":"SRCROOT"},"region":{"startLine":9,"startColumn":25,"endLine":9,"endColumn":29}},"logicalLocations":[{"fullyQualifiedName":"Outer.Inner.Save"}]}],"partialFingerprints":{"iopolicy/v1":"f"},"baselineState":"unchanged","properties":{"certainty":"proven","suggestion":"s"}}""",
            JsonSerializer.Serialize(run.GetProperty("results")[0]));
        Assert.Equal(
            [("IOP102", 1, "error", "new"), ("IOP101", 0, "note", "unchanged")],
            run.GetProperty("results").EnumerateArray().Skip(1).Select(static result =>
                (result.GetProperty("ruleId").GetString()!, result.GetProperty("ruleIndex").GetInt32(), result.GetProperty("level").GetString()!, result.GetProperty("baselineState").GetString()!)));
        Assert.Equal(
            """[{"executionSuccessful":false,"toolExecutionNotifications":[{"level":"note","message":{"text":"a note"}},{"level":"error","message":{"text":"a failure"}}]}]""",
            JsonSerializer.Serialize(run.GetProperty("invocations")));
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.Equal(["IOP101", "IOP102"], rules.EnumerateArray().Select(static rule => rule.GetProperty("id").GetString()));
        Assert.Equal(("A read policy on a method that reads only a header", "warning"), (rules[0].GetProperty("shortDescription").GetProperty("text").GetString(), rules[0].GetProperty("defaultConfiguration").GetProperty("level").GetString()));
        Assert.Equal("file:///root/", run.GetProperty("originalUriBaseIds").GetProperty("SRCROOT").GetProperty("uri").GetString());
        Assert.False(LogOf(document, hasBaseline: false).GetProperty("runs")[0].GetProperty("results")[0].TryGetProperty("baselineState", out _));
    }

    private static JsonElement LogOf(ScanDocument document, bool hasBaseline)
    {
        using var stream = new MemoryStream();
        SarifLog.Write(stream, document, hasBaseline);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static Finding Find(
        string word, DiagnosticSeverity severity = DiagnosticSeverity.Warning, string? moved = null, string rule = "IOP101", string message = "One fact. Do this.")
    {
        var tree = CSharpSyntaxTree.ParseText(Source.ReplaceLineEndings("\n"), path: "/root/a dir/Code.cs");
        var start = tree.ToString().IndexOf(word, StringComparison.Ordinal);
        var descriptor = new DiagnosticDescriptor(rule, "title", message, "category", severity, isEnabledByDefault: true);
        var properties = moved is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add("moved", moved);
        return Finding.Of(Diagnostic.Create(descriptor, Location.Create(tree, new(start, word.Length)), properties), "/root");
    }
}

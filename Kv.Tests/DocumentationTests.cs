using System.Text.Json.Serialization.Metadata;
using Kv.Output;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>docs/kv.md</c> says what the program does, because the program's own definitions say so.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- verbs: written by DocumentationTests from the definitions; UPDATE_DOCS=1 writes them anew -->\n";
    private const string End = "<!-- end of verbs -->";

    private static readonly string PagePath = Path.Combine(AppContext.BaseDirectory, "docs", "kv.md");

    [Fact]
    public void The_verbs_are_described_as_they_are_defined()
    {
        var page = File.ReadAllText(PagePath);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var expected = "\n" + VerbReference.Write(KvCommandLine.Create());
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is not null)
        {
            File.WriteAllText(SourcePath(), page[..from] + expected + page[to..]);
        }

        Assert.Equal(expected, page[from..to]);
    }

    [Fact]
    public void Every_property_that_json_output_has_is_described()
    {
        var page = File.ReadAllText(PagePath);
        JsonTypeInfo[] documents =
        [
            KvJson.Default.ListDocument, KvJson.Default.EntryFacts, KvJson.Default.FaultFacts, KvJson.Default.ShowDocument,
            KvJson.Default.PayloadFacts, KvJson.Default.ResidencyDocument, KvJson.Default.FileResidency,
            KvJson.Default.BenchDocument, KvJson.Default.BenchMeasurement, KvJson.Default.VerifyDocument, KvJson.Default.VerifiedFile, KvJson.Default.FindingFacts, KvJson.Default.DemoDocument, KvJson.Default.WaySummary, KvJson.Default.StepSummary, KvJson.Default.Spread,
        ];

        Assert.All(
            documents.SelectMany(document => document.Properties).Select(property => property.Name).Distinct(),
            name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    /// <summary>The page in the source tree: this file's own folder is not known in a deterministic build, so it is looked for upwards.</summary>
    private static string SourcePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Policy.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "kv.md");
            }
        }

        throw new DirectoryNotFoundException("The source tree is not above the tests.");
    }
}

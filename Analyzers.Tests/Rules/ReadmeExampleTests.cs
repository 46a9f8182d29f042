using System.Text.RegularExpressions;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.Rules;

/// <summary>The README's example raises exactly the diagnostic below it. After a change of the message, <c>UPDATE_DOCS=1</c> writes it.</summary>
public sealed partial class ReadmeExampleTests
{
    private const string ImplicitUsings = "global using System; global using System.IO;";

    [Fact]
    public async Task The_example_raises_the_diagnostic_below_it()
    {
        var readme = Repository.Read("README.md");
        var example = Example().Match(readme);
        Assert.True(example.Success, "README.md has no section '## Example' with code and a diagnostic.");

        var report = Assert.Single(await ReportsOf(example.Groups["code"].Value));

        var shown = example.Groups["diagnostic"];
        WrittenText.AssertFile("README.md", readme[..shown.Index] + report + readme[(shown.Index + shown.Length)..]);
    }

    /// <summary>Gets the warnings and errors as the compiler prints them, with the lines of the example.</summary>
    private static async Task<string[]> ReportsOf(string code)
    {
        var compilation = CSharpCompilation.Create(
            "Readme",
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings, Source.ParseOptions),
                CSharpSyntaxTree.ParseText(code, Source.ParseOptions, "Session.cs"),
            ],
            Source.References,
            Source.CompilationOptions);
        var generated = RuleCatalog.Generate(compilation);
        Assert.DoesNotContain(generated.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var reports = await RuleCatalog.RunAsync(generated);
        return [.. reports.Where(report => report.Severity >= DiagnosticSeverity.Warning).Select(report => report.ToString())];
    }

    [GeneratedRegex(@"^## Example\n.*?^```csharp\n(?<code>.*?)^```\n.*?^```\n(?<diagnostic>.*?)\n```\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}

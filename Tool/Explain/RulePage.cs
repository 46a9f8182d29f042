using System.Reflection;

namespace IoPolicy.Tool.Explain;

/// <summary>A page of <c>docs/rules</c>. The program contains all pages, so it needs no network.</summary>
/// <param name="Id">The id of the rule, such as IOP101.</param>
/// <param name="Title">The first line of the page, without the id.</param>
/// <param name="Severity">The default severity: error, warning, suggestion or hidden.</param>
/// <param name="Markdown">The whole page.</param>
internal sealed record RulePage(string Id, string Title, string Severity, string Markdown)
{
    private const string Prefix = "rules/";
    private const string Suffix = ".md";

    /// <summary>The pages in the order of their ids.</summary>
    internal static IReadOnlyList<RulePage> All { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    /// <summary>Finds the page of a rule. The letter case of the id has no effect.</summary>
    internal static RulePage? Find(string id) => All.FirstOrDefault(page => page.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private static RulePage Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        var markdown = reader.ReadToEnd().ReplaceLineEndings("\n");
        var lines = markdown.Split('\n');
        var severity = lines.FirstOrDefault(static line => line.StartsWith("Severity: ", StringComparison.Ordinal)) ?? "";
        return new RulePage(
            resource[Prefix.Length..^Suffix.Length],
            lines[0][(lines[0].IndexOf(": ", StringComparison.Ordinal) + 2)..],
            severity["Severity: ".Length..].Split('.', ',', ';')[0],
            markdown);
    }
}

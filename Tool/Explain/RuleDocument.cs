using System.Text.Json.Serialization;

namespace IoPolicy.Tool.Explain;

/// <summary>The JSON document of <c>iopolicy explain RULE --json</c>, and an element of <see cref="RuleListDocument"/>.</summary>
internal sealed record RuleDocument
{
    public int Schema { get; init; } = 1;

    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Severity { get; init; }

    /// <summary>The whole page; absent in <see cref="RuleListDocument"/>.</summary>
    public string? Markdown { get; init; }

    internal static RuleDocument Of(RulePage page) => new() { Id = page.Id, Title = page.Title, Severity = page.Severity };
}

/// <summary>The JSON document of <c>iopolicy explain --json</c>: all rules.</summary>
internal sealed record RuleListDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<RuleDocument> Rules { get; init; }
}

/// <summary>The serializer of the documents of <c>iopolicy explain</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(RuleListDocument))]
internal sealed partial class ExplainJson : JsonSerializerContext;

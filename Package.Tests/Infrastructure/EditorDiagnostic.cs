using System.Text.Json;

namespace Package.Tests.Infrastructure;

/// <summary>One diagnostic as an editor shows it: the rule, the message, and the text range that is underlined (zero-based).</summary>
internal sealed record EditorDiagnostic(string Rule, string Message, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    internal static EditorDiagnostic Parse(JsonElement diagnostic)
    {
        var range = diagnostic.GetProperty("range");
        var (start, end) = (range.GetProperty("start"), range.GetProperty("end"));
        return new EditorDiagnostic(
            diagnostic.TryGetProperty("code", out var code) ? code.ToString() : "",
            diagnostic.GetProperty("message").GetString()!,
            start.GetProperty("line").GetInt32(),
            start.GetProperty("character").GetInt32(),
            end.GetProperty("line").GetInt32(),
            end.GetProperty("character").GetInt32());
    }

    /// <summary>The text in the range. The range must be on one line.</summary>
    internal string CoveredText(string text) => text.Split('\n')[StartLine][StartColumn..EndColumn];
}

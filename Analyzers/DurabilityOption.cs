using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>Whether a project's files must survive a power loss: <c>iopolicy.durability</c> in .editorconfig.</summary>
internal static class DurabilityOption
{
    internal const string Key = "iopolicy.durability";

    /// <summary>The value that raises the suggestions about durability to warnings.</summary>
    internal const string Required = "required";

    internal static bool IsRequired(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var value) && string.Equals(value.Trim(), Required, StringComparison.OrdinalIgnoreCase);
}

using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>The types for which IOP401 and IOP402 suggest policies: <c>iopolicy.suggest_policies</c> in a .globalconfig.</summary>
internal static class SuggestionScope
{
    internal const string Key = "iopolicy.suggest_policies";

    /// <summary>The value for all types. With any other value, the rules check only the types that have a policy on a method.</summary>
    internal const string AllTypes = "all_types";

    internal static bool IsAllTypes(AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Key, out var text) && text == AllTypes;
}

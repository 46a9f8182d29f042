using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>How many bytes are still a header: <c>iopolicy.header_max_bytes</c> in .editorconfig.</summary>
internal static class HeaderThreshold
{
    internal const string Key = "iopolicy.header_max_bytes";

    /// <summary>64 KiB, the runtime's own limit for a call that has read only the header.</summary>
    internal const long Default = 65_536;

    internal static long Of(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : Default;
}

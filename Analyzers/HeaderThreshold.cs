using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>How many bytes are still a header: <c>iopolicy.header_max_bytes</c> in .editorconfig.</summary>
internal static class HeaderThreshold
{
    internal const string Key = "iopolicy.header_max_bytes";

    /// <summary>
    /// The runtime's limit: a call that moves fewer bytes is header-only, and one that moves as many drops its pages
    /// (<c>HintExtent.PayloadBytes</c>).
    /// </summary>
    internal const long PayloadBytes = 65_536;

    /// <summary>The most bytes that are still a header without the option.</summary>
    internal const long Default = PayloadBytes - 1;

    /// <summary>The option's value for one file; the default where it is no whole number of 0 or more.</summary>
    internal static long Of(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : Default;

    /// <summary>Whether something is read of the file itself, and neither it nor what is written can be a payload.</summary>
    internal static bool IsHeader(FileBounds bounds, long most) =>
        bounds.ReadItself.Amount is { IsConstant: true, Bytes: > 0 }
        && bounds.Read.Amount.IsConstant
        && bounds.Read.Amount.Bytes <= most
        && bounds.Written.Amount is { IsConstant: true }
        && bounds.Written.Amount.Bytes <= most;
}

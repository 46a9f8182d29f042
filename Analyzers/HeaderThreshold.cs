using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers;

/// <summary>The maximum size of a header in bytes: <c>iopolicy.header_max_bytes</c> in .editorconfig.</summary>
internal static class HeaderThreshold
{
    internal const string Key = "iopolicy.header_max_bytes";

    /// <summary>
    /// The runtime's limit (<c>AdviceRequest.PayloadBytes</c>). A call that moves the file position, but by fewer bytes and not to the end
    /// of the file, is header-only.
    /// </summary>
    internal const long PayloadBytes = 65_536;

    /// <summary>The maximum size of a header, in bytes, if the option is not set.</summary>
    internal const long Default = PayloadBytes - 1;

    /// <summary>
    /// Gets the option for one source file. Gets the default if the option is missing or is not a whole number from 0 to
    /// <see cref="long.MaxValue"/>.
    /// </summary>
    internal static long Of(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : Default;

    /// <summary>Whether the method reads the file, and reads and writes at most <paramref name="maximum"/> bytes, so none of them can be a payload.</summary>
    internal static bool IsHeader(FileBounds bounds, long maximum) =>
        bounds.ReadByOwnName.Amount is { IsConstant: true, Bytes: > 0 }
        && bounds.Read.Amount.IsConstant
        && bounds.Read.Amount.Bytes <= maximum
        && bounds.Written.Amount is { IsConstant: true }
        && bounds.Written.Amount.Bytes <= maximum;
}

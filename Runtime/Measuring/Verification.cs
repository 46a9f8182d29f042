using System.Globalization;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>
/// Measures the effect of all advice if <c>IOPOLICY_VERIFY</c> is set and not 0. If advice had no effect, writes the cause to standard
/// error. Each cause is written once in the life of the process.
/// </summary>
/// <remarks>
/// A cause is a bit of <c>_reported</c>. Bits 0 to 15 are the values of <see cref="AdviceResult"/>, the bits from 16 on are the values of
/// <see cref="IneffectiveCause"/>, and the constants of this class are other bits.
/// </remarks>
internal static class Verification
{
    private const int Mode = 31;
    private const int Header = 30;

    private const string NoOpenFile = "there was no open file: null, a stream over no file, or a path, which the method opens by itself";

    /// <summary>The bit of the first cause for which a file did not become durable. The <see cref="AdviceResult"/> is added to it.</summary>
    private const int NotDurable = 32;

    private const int DirectoryLimit = 50;

    private static long _reported;

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("IOPOLICY_VERIFY") is { Length: > 0 } and not "0";

    /// <summary>Explains why advice was not issued.</summary>
    internal static void Explain(string method, AdviceResult outcome)
    {
        if (IsOn && Reason(outcome) is { } reason)
        {
            ReportOnce((int)outcome, $"{method} dropped no pages: {reason}");
        }
    }

    /// <summary>
    /// Explains why readahead was not turned off for a header-only policy. This policy drops nothing, so it has a message of its own. For a
    /// path, the advice is never possible, and this message must not hide the message about a drop without a file.
    /// </summary>
    internal static void ExplainHeader(string method, AdviceResult outcome)
    {
        if (IsOn && (outcome == AdviceResult.NoFile ? NoOpenFile : Reason(outcome)) is { } reason)
        {
            ReportOnce(Header, $"for {method} the kernel still reads ahead: {reason}");
        }
    }

    /// <summary>Explains why a file did not become durable. This is a cause of its own, because durability does not depend on the drop.</summary>
    internal static void ExplainNotDurable(string method, AdviceResult cause)
    {
        if (IsOn && (cause == AdviceResult.Unsupported ? "this kind of file cannot be flushed to disk" : Reason(cause)) is { } reason)
        {
            ReportOnce(NotDurable + (int)cause, $"{method} returned without making its file durable: {reason}");
        }
    }

    /// <summary>Explains why windows were used although uncached I/O was requested.</summary>
    internal static void ExplainMode(string method, string obstacle)
    {
        if (IsOn)
        {
            ReportOnce(Mode, $"{method} requested uncached I/O, but used windows: {obstacle}");
        }
    }

    /// <summary>Explains that a directory has more files than a policy covers. The event source reports this also without IOPOLICY_VERIFY.</summary>
    internal static void ExplainDirectoryLimit(string method, string path, int maxFiles, int maxEntries)
    {
        if (IsOn)
        {
            ReportOnce(DirectoryLimit, string.Create(
                CultureInfo.InvariantCulture,
                $"{method} covered only a part of the files in '{path}': a policy covers {maxFiles:N0} files and examines {maxEntries:N0} entries"));
        }
    }

    /// <summary>Explains why pages are still cached after issued advice.</summary>
    internal static void Examine(string method, SafeFileHandle file, ByteRange range, ResidencyMap? preserved, long uncleanPages)
    {
        if (IneffectiveAdvice.Of(file, range, preserved, uncleanPages) is not { } ineffective)
        {
            return;
        }

        var path = Kernel.PathOf(file);
        ReportOnce((int)ineffective.Cause, $"{method} left {ineffective.Pages} pages of '{path}' cached: {ineffective.Reason}");
        PolicyEvents.Log.Ineffective(method, ineffective.Label, ineffective.Pages, path);
        PolicyMeter.CountIneffective(ineffective.Label, ineffective.Pages);
    }

    private static void ReportOnce(int cause, string line)
    {
        if ((Interlocked.Or(ref _reported, 1L << cause) & (1L << cause)) == 0)
        {
            StandardError.WriteLine($"IoPolicy: {line}. (Each cause is reported once.)");
        }
    }

    private static string? Reason(AdviceResult outcome) => outcome switch
    {
        AdviceResult.Kept => "pages are kept by IOPOLICY_KEEP_PAGES, the policy's own variable, PageCache.KeepPages or KeepTailBytes",
        AdviceResult.Unsupported => "this system or this kind of file has no cached pages that can be dropped",
        AdviceResult.InMemory => "the file system keeps its files only in the page cache",
        AdviceResult.Refused => "the kernel refused the advice, or the file's buffer did not flush",
        AdviceResult.NoFile => "there was no file: null, a stream over no file, or a path that does not open",
        AdviceResult.Directory => "the path leads to a directory, and the policy needs a file or Recurse = true",
        AdviceResult.NoPosition => "the policy drops the accessed range only, and the file has no position that shows the range",
        AdviceResult.Unmeasured => "the policy preserves cached pages, and it is unknown which pages of this file were cached before",
        AdviceResult.Closed => "the file was closed before the advice could be issued",
        _ => null,
    };
}

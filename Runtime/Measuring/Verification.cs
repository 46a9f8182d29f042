using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>
/// Where <c>IOPOLICY_VERIFY</c> is set to anything but 0: measures what each hint did, and says on standard error why
/// one had no effect, one line for each cause in a process.
/// </summary>
internal static class Verification
{
    private const int Mode = 31;
    private const int Header = 30;

    private const string NoOpenFile = "there was no open file: null, a stream over no file, or a path, which the method opens by itself";

    private static int _said;

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("IOPOLICY_VERIFY") is { Length: > 0 } and not "0";

    /// <summary>Why a hint was not given.</summary>
    internal static void Explain(string method, HintOutcome outcome)
    {
        if (IsOn && Reason(outcome) is { } reason)
        {
            SayOnce((int)outcome, $"{method} dropped no pages: {reason}");
        }
    }

    /// <summary>
    /// Why a header scan got no hint. It drops nothing in any case, and has its one line apart: on a path it never gets one, and
    /// that is not to hide a drop that finds no file.
    /// </summary>
    internal static void ExplainHeader(string method, HintOutcome outcome)
    {
        if (IsOn && (outcome == HintOutcome.NoFile ? NoOpenFile : Reason(outcome)) is { } reason)
        {
            SayOnce(Header, $"for {method} the kernel reads ahead as ever: {reason}");
        }
    }

    /// <summary>Why uncached I/O was asked for and windows ran.</summary>
    internal static void ExplainMode(string method, string obstacle)
    {
        if (IsOn)
        {
            SayOnce(Mode, $"{method} asked for uncached I/O, and windows ran: {obstacle}");
        }
    }

    /// <summary>Why an issued hint left pages.</summary>
    internal static void Examine(string method, SafeFileHandle file, HintRange range, ResidencyMap? spared, long uncleanPages)
    {
        if (IneffectiveAdvice.Of(file, range, spared, uncleanPages) is not { } inert)
        {
            return;
        }

        var path = Kernel.PathOf(file);
        SayOnce((int)inert.Cause, $"{method} left {inert.Pages} pages of '{path}' cached: {inert.Reason}");
        PolicyEvents.Log.Ineffective(method, inert.Label, inert.Pages, path);
        PolicyMeter.CountIneffective(inert.Label, inert.Pages);
    }

    private static void SayOnce(int cause, string line)
    {
        if ((Interlocked.Or(ref _said, 1 << cause) & (1 << cause)) == 0)
        {
            StandardError.WriteLine($"IoPolicy: {line}. (Said once for each cause.)");
        }
    }

    private static string? Reason(HintOutcome outcome) => outcome switch
    {
        HintOutcome.Kept => "pages are being kept, by IOPOLICY_KEEP_PAGES, the policy's own variable, or PageCache.KeepPages",
        HintOutcome.Unsupported => "this system, or this kind of file, has no cached pages that can be dropped",
        HintOutcome.InMemory => "the file system keeps its files in the page cache alone, so the cache is the file",
        HintOutcome.Refused => "the kernel refused the hint, or the file's buffer did not flush",
        HintOutcome.NoFile => "there was no file: null, a stream over no file, or a path that does not open",
        HintOutcome.Directory => "the path leads to a directory, and the policy needs a file",
        HintOutcome.NoPosition => "the policy is about the touched bytes, and no position tells which they were",
        HintOutcome.Unmeasured => "the policy spares cached pages, and which were cached before cannot be known for this file",
        HintOutcome.Closed => "the file was closed before the hint was due",
        _ => null,
    };
}

namespace IoPolicy.Measuring;

/// <summary>
/// Says on standard error why a hint was not given, one line for each cause in a process, where <c>IOPOLICY_VERIFY</c>
/// is set to anything but 0.
/// </summary>
internal static class Verification
{
    private static int _said;

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("IOPOLICY_VERIFY") is { Length: > 0 } and not "0";

    internal static void Explain(string method, HintOutcome outcome)
    {
        if (IsOn && Reason(outcome) is { } reason && IsFirst((int)outcome))
        {
            Console.Error.WriteLine($"IoPolicy: {method} dropped no pages: {reason}. (Said once for each cause.)");
        }
    }

    private static bool IsFirst(int cause) => (Interlocked.Or(ref _said, 1 << cause) & (1 << cause)) == 0;

    private static string? Reason(HintOutcome outcome) => outcome switch
    {
        HintOutcome.Kept => "pages are being kept, by IOPOLICY_KEEP_PAGES, the policy's own variable, or PageCache.KeepPages",
        HintOutcome.Unsupported => "this system, or this kind of file, has no cached pages that can be dropped",
        HintOutcome.Refused => "the kernel refused the hint, or the file's buffer did not flush",
        HintOutcome.NoFile => "there was no file: null, a stream over no file, or a path that does not open",
        HintOutcome.NoPosition => "the policy is about the touched bytes, and no position tells which they were",
        HintOutcome.Unmeasured => "the policy spares cached pages, and which were cached before cannot be known for this file",
        HintOutcome.Closed => "the file was closed before the hint was due",
        _ => null,
    };
}

using IoPolicy;

namespace Kv.Output;

/// <summary>Why a hint was not given, in words; null where it was.</summary>
internal static class FailureText
{
    internal static string? Of(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => null,
        AdviceStatus.Kept => "IOPOLICY_KEEP_PAGES says to keep the pages",
        AdviceStatus.Unsupported => "this system, or this kind of file, has no such hint",
        _ => $"the kernel refused (errno {outcome.Errno})",
    };
}

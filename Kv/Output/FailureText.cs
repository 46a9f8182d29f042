using IoPolicy;

namespace Kv.Output;

/// <summary>Describes the outcomes of page-cache advice.</summary>
internal static class FailureText
{
    /// <summary>Gets the reason for a failure; null if the advice was issued.</summary>
    internal static string? From(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => null,
        AdviceStatus.Kept => "IOPOLICY_KEEP_PAGES is set",
        AdviceStatus.Unsupported => "this system or this kind of file does not support the advice",
        _ => $"the kernel returned an error (errno {outcome.Errno})",
    };
}

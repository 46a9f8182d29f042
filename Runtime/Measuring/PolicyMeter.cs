using System.Diagnostics.Metrics;
using IoPolicy.CompilerServices;
using IoPolicy.Hints;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>The meter "IoPolicy": what became of each hint.</summary>
/// <remarks>
/// <c>iopolicy.hints</c> counts calls, <c>iopolicy.advised</c> the bytes that issued hints were about; both with the tags
/// <c>policy</c> (read, write, header, direct) and, on the first, <c>outcome</c> (see <see cref="HintOutcome"/>).
/// Costs nothing measurable, and allocates nothing, while nobody listens.
/// </remarks>
internal static class PolicyMeter
{
    internal const string Name = "IoPolicy";
    private const string Direct = "direct";

    private static readonly Meter Source = new(Name);

    private static readonly Counter<long> Hints =
        Source.CreateCounter<long>("iopolicy.hints", "{hint}", "Hints by what became of them.");

    private static readonly Counter<long> Advised =
        Source.CreateCounter<long>("iopolicy.advised", "By", "Bytes that issued hints were about.");

    internal static void Count(PagePolicy policy, HintOutcome outcome)
    {
        Count(Label(policy.Kind), outcome);
        Verification.Explain(policy.Method, outcome);
    }

    internal static void CountBytes(PagePolicy policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range) =>
        CountBytes(Label(policy.Kind), outcome, file, range);

    /// <summary>Counts a hint that the user gave by hand.</summary>
    internal static void CountDirect(AdviceOutcome outcome, SafeFileHandle file, HintRange range)
    {
        Count(Direct, OutcomeOf(outcome));
        Verification.Explain(nameof(PageCache), OutcomeOf(outcome));
        CountBytes(Direct, outcome, file, range);
    }

    internal static HintOutcome OutcomeOf(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => HintOutcome.Issued,
        AdviceStatus.Kept => HintOutcome.Kept,
        AdviceStatus.Unsupported => HintOutcome.Unsupported,
        _ => HintOutcome.Refused,
    };

    private static void CountBytes(string policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range)
    {
        if (outcome.Status == AdviceStatus.Issued && Advised.Enabled)
        {
            var bytes = range.Length != 0 ? range.Length
                : Kernel.Status(file, out var status) == 0 ? Math.Max(0, (long)status.Length - range.Offset)
                : 0;
            Advised.Add(bytes, new KeyValuePair<string, object?>("policy", policy));
        }
    }

    private static void Count(string policy, HintOutcome outcome)
    {
        if (Hints.Enabled)
        {
            Hints.Add(1, new KeyValuePair<string, object?>("policy", policy), new KeyValuePair<string, object?>("outcome", Label(outcome)));
        }
    }

    private static string Label(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "read",
        PolicyKind.DropAfterFullWrite => "write",
        _ => "header",
    };

    private static string Label(HintOutcome outcome) => outcome switch
    {
        HintOutcome.Issued => "issued",
        HintOutcome.Kept => "kept",
        HintOutcome.Unsupported => "unsupported",
        HintOutcome.Refused => "refused",
        HintOutcome.HeaderOnly => "header-only",
        HintOutcome.NoFile => "no-file",
        HintOutcome.NoPosition => "no-position",
        HintOutcome.Unmeasured => "unmeasured",
        _ => "closed",
    };
}
